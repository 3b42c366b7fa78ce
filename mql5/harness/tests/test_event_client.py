"""EventClient: the example program reports and asks over ZeroMQ and over WebRequest, and gives up in order when nobody answers."""

import http.server
import json
import socket
import threading
import unittest

import zmq

from terminal import Terminal, until


class Bridge:
    """The bridge's event intake; answers what `answer` says, or nothing."""

    def __init__(self):
        self.seen, self.silent = [], False
        self.answer = {"status": "ok", "approved": True, "risk_multiplier": "0.5", "reason": None, "timestamp": 1}

    def take(self, body):
        self.seen.append(json.loads(body))
        return None if self.silent else json.dumps(self.answer).encode()

    def of(self, kind):
        return [e for e in self.seen if e["type"] == kind]


class ZmqBridge(Bridge):
    def __init__(self, port=None):
        super().__init__()
        self.socket = zmq.Context.instance().socket(zmq.ROUTER)
        self.socket.linger = 0
        # a port that was closed a moment ago may still be held by libzmq's own thread
        self.port = port or self.socket.bind_to_random_port("tcp://127.0.0.1")
        if port:
            until(lambda: self.bind(port), bool)
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.running = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def bind(self, port):
        try:
            self.socket.bind(f"tcp://127.0.0.1:{port}")
            return True
        except zmq.ZMQError:
            return False

    def run(self):
        while self.running:
            if self.socket.poll(20):
                *envelope, body = self.socket.recv_multipart()
                answer = self.take(body)
                if answer:
                    self.socket.send_multipart([*envelope, answer])

    def close(self):
        self.running = False
        self.thread.join()
        self.socket.close()


class HttpBridge(Bridge):
    def __init__(self):
        super().__init__()
        self.tokens = set()
        bridge = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                answer = bridge.take(self.rfile.read(int(self.headers["Content-Length"])))
                bridge.tokens.add(self.headers["X-Token"])
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer or b"")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/ea/events"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


class EventClientTest(unittest.TestCase):
    def start(self, bridge, program="EventClientExample", **inputs):
        over_http = bridge.address.startswith("http")
        settings = {"Transport": 1 if over_http else 0, "BridgeAddress": bridge.address, "Token": "secret", "HeartbeatSeconds": 1, "AnswerMs": 200,
                    "OpenOnce": "true", **inputs}
        terminal = Terminal(program, inputs=settings, allow_url="http://127.0.0.1", chart="BTCUSD")
        self.addCleanup(terminal.stop)
        return terminal

    def each(self):
        for make, program in ((ZmqBridge, "EventClientExample"), (HttpBridge, "EventClientExample"), (HttpBridge, "EventClientExampleHttp")):
            bridge = make()
            self.addCleanup(bridge.close)
            yield bridge, program

    def test_asks_reports_and_beats(self):
        for bridge, program in self.each():
            with self.subTest(bridge=type(bridge).__name__, program=program):
                terminal = self.start(bridge, program)
                deal = until(lambda: terminal.ledger()["deals"], lambda deals: deals)[0]
                self.assertEqual(0.05, deal["volume"], "0.10 lots at a risk multiplier of 0.5")
                asked = bridge.of("trade_open")[0]
                self.assertEqual(("EventClientExample", 20260105), (asked["ea"], asked["magic"]))
                self.assertEqual(("BTCUSD", "BUY", "0.10000000"), tuple(asked["payload"][k] for k in ("symbol", "side", "volume")))
                until(lambda: bridge.of("heartbeat"), lambda beats: beats)
                terminal.control(f"manual sell=1 symbol=BTCUSD volume=0.05 position={deal['position']}")
                closed = until(lambda: bridge.of("trade_close"), lambda events: events)[0]
                self.assertEqual((str(deal["position"]), "BTCUSD"), (closed["payload"]["ticket"], closed["payload"]["symbol"]))
                if isinstance(bridge, HttpBridge):
                    self.assertEqual({"secret"}, bridge.tokens)

    def test_nothing_opens_without_a_yes(self):
        for bridge, program in self.each():
            for answer in ({"approved": False, "reason": "halted"}, {"status": "error", "approved": True}, {"risk_multiplier": "0.01"}):
                with self.subTest(bridge=type(bridge).__name__, program=program, answer=answer):
                    bridge.answer.update({"status": "ok", "approved": True, "risk_multiplier": "1.0", "reason": None})
                    bridge.answer.update(answer)
                    terminal = self.start(bridge, program)
                    until(terminal.read_log, lambda log: "not opened" in log)
                    self.assertEqual([], terminal.ledger()["deals"])

    def test_silence_is_a_no_and_reports_wait(self):
        bridge = ZmqBridge()
        self.addCleanup(bridge.close)
        bridge.silent = True
        terminal = self.start(bridge)
        until(terminal.read_log, lambda log: "not opened: no answer in 200 ms" in log)
        self.assertEqual([], terminal.ledger()["deals"])
        bridge.silent = False
        before = len(bridge.seen)
        until(lambda: len(bridge.seen), lambda n: n > before)

    def test_gives_up_after_so_many_connections(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        for address in (f"tcp://127.0.0.1:{port}", f"http://127.0.0.1:{port}/ea/events"):
            with self.subTest(address=address):
                bridge = Bridge()
                bridge.address = address
                terminal = self.start(bridge, MaxReconnects=2, AnswerMs=100, OpenOnce="false")
                until(terminal.read_log, lambda log: "after 2 connections" in log)

    def test_comes_back_when_the_bridge_does(self):
        bridge = ZmqBridge()
        port = bridge.port
        terminal = self.start(bridge, OpenOnce="false")
        until(lambda: bridge.of("heartbeat"), lambda beats: beats)
        bridge.close()
        bridge = ZmqBridge(port)
        self.addCleanup(bridge.close)
        until(lambda: bridge.of("heartbeat"), lambda beats: beats)

    def test_the_queue_is_bounded_and_says_how_much_it_dropped(self):
        bridge = ZmqBridge()
        self.addCleanup(bridge.close)
        bridge.silent = True
        terminal = self.start(bridge, OpenOnce="false", AnswerMs=60000, HeartbeatSeconds=3600)
        until(lambda: bridge.of("heartbeat"), lambda beats: beats)
        for _ in range(230):
            position = terminal.control("manual symbol=BTCUSD volume=0.01")["order"]
            terminal.control(f"manual sell=1 symbol=BTCUSD volume=0.01 position={position}")
        terminal.control("stop")
        terminal.wait_for_death()
        # the heartbeat is under way, 199 reports of closed trades wait behind it
        self.assertRegex(terminal.read_log(), r"reports sent 0, waiting 200, dropped \d+")

    def test_an_address_that_is_not_allowed_is_explained(self):
        bridge = HttpBridge()
        self.addCleanup(bridge.close)
        terminal = Terminal("EventClientExample", inputs={"BridgeAddress": bridge.address, "OpenOnce": "true"})
        self.addCleanup(terminal.stop)
        until(terminal.read_log, lambda log: "add the address in Tools, Options, Expert Advisors" in log)


if __name__ == "__main__":
    unittest.main()
