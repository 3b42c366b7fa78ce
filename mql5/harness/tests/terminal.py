"""An emulated terminal as a child process, and a client of its wire written from docs/mt5-wire.md alone."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

import zmq

BUILD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "build", os.environ.get("HARNESS_BUILD", "release"))
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ids = itertools.count(int(time.time() * 1000) % 10_000_000)
_context = zmq.Context.instance()


def new_id(prefix="T"):
    """A client order id nobody else uses."""
    number, text = next(_ids), ""
    while number:
        number, digit = divmod(number, 32)
        text = ALPHABET[digit] + text
    return prefix + "A" * (26 - len(prefix) - len(text)) + text


class Refusal(AssertionError):
    pass


class Reply:
    def __init__(self, body):
        self.body = body
        self.status, self.data, self.error = body["status"], body["data"], body["error"]
        self.duplicate = body["duplicate"]

    @property
    def code(self):
        return self.error["code"] if self.error else None

    def __repr__(self):
        return json.dumps(self.body)


class Wire:
    """One DEALER connection that writes the REQ envelope itself, as the bridge does."""

    def __init__(self, endpoint, configure=None):
        self.socket = _context.socket(zmq.DEALER)
        self.socket.linger = 0
        # without a peer a DEALER would wait for ever
        self.socket.sndtimeo = 1000
        if configure:
            configure(self.socket)
        self.socket.connect(endpoint)
        self.correlation = itertools.count(1)

    def post(self, body):
        correlation = str(next(self.correlation)).encode()
        try:
            self.socket.send_multipart([correlation, b"", body])
        except zmq.Again:
            raise TimeoutError("not connected") from None
        return correlation

    def fetch(self, timeout_ms=20000):
        if not self.socket.poll(timeout_ms):
            raise TimeoutError(f"no reply in {timeout_ms} ms")
        correlation, empty, body = self.socket.recv_multipart()
        assert empty == b""
        return correlation, body

    def raw(self, body, timeout_ms=20000):
        correlation = self.post(body)
        while True:
            answered, reply = self.fetch(timeout_ms)
            if answered == correlation:
                return json.loads(reply)

    def close(self):
        self.socket.close()


class Terminal:
    """Starts the emulated terminal; what it keeps on disk survives kill() and start()."""

    def __init__(self, program="InterlockGateway", **options):
        self.program, self.options = program, options
        self.data = tempfile.mkdtemp(prefix="interlock-mql5-")
        self.process = None
        self.epoch = 1
        self.boot_id = None
        self.wires = []
        self.start()

    def start(self, **changes):
        self.options.update(changes)
        command = [os.path.join(BUILD, self.program), "--data", self.data, "--die-with-parent", "1"]
        inputs = dict(self.options.get("inputs", {}))
        if self.program == "InterlockGateway":
            command += ["--rep", "tcp://127.0.0.1:*", "--pub", "tcp://127.0.0.1:*"]
            inputs = {"AnswerTimeoutMs": 1000, "FenceGraceMs": 300, **inputs}
        for name, value in self.options.items():
            if name != "inputs":
                command += ["--" + name.replace("_", "-"), str(value)]
        for name, value in inputs.items():
            command += ["--input", f"{name}={value}"]
        self.log = open(os.path.join(self.data, "terminal.log"), "ab")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log)
        line = self.process.stdout.readline().decode()
        if not line.startswith("ready "):
            self.process.wait(5)
            self.process.stdout.close()
            self.log.close()
            raise Refusal(f"not ready: {line!r}\n{self.read_log()}")
        self.endpoints = dict(part.split("=", 1) for part in line.split()[1:])
        self.control_socket = _context.socket(zmq.REQ)
        self.control_socket.linger = 0
        self.control_socket.connect(self.endpoints["control"])
        self.wire = self.connect() if self.endpoints["rep"] else None
        self.offset = None

    def read_log(self):
        with open(os.path.join(self.data, "terminal.log"), errors="replace") as log:
            return log.read()

    def connect(self, configure=None):
        wire = Wire(self.endpoints["rep"], configure)
        self.wires.append(wire)
        return wire

    # ---- ending it

    def _hang_up(self):
        for wire in self.wires:
            wire.close()
        self.wires.clear()
        self.control_socket.close()
        self.process.stdout.close()
        self.log.close()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.wait_for_death()

    def wait_for_death(self, timeout=20):
        code = self.process.wait(timeout)
        self._hang_up()
        return code

    def stop(self):
        """Ends it properly; whatever the sanitizers or the program itself have to complain about fails the test."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.wait_for_death(30)
        log = self.read_log()
        shutil.rmtree(self.data, ignore_errors=True)
        if code != 0:
            raise Refusal(f"ended with {code}\n{log}")

    # ---- the broker

    def control(self, line):
        self.control_socket.send_string(line)
        if not self.control_socket.poll(20000):
            raise TimeoutError(f"control: no answer to {line}")
        answer = json.loads(self.control_socket.recv())
        assert "error" not in answer, answer
        return answer

    def ledger(self):
        return self.control("ledger")

    def deals_of(self, client_order_id):
        return [d for d in self.ledger()["deals"] if d["comment"] == client_order_id]

    # ---- the wire

    def request(self, action, payload=None, wire=None, timeout_ms=20000, **fields):
        body = self.envelope(action, payload, **fields)
        return Reply((wire or self.wire).raw(json.dumps(body).encode(), timeout_ms))

    def envelope(self, action, payload=None, **fields):
        body = {"v": 1, "request_id": f"r{next(_ids)}", "action": action, "timestamp": int(time.time() * 1e6), "payload": payload or {}}
        body.update(fields)
        return {k: v for k, v in body.items() if v is not None}

    def hello(self, epoch=None):
        self.epoch = epoch or self.epoch
        before = time.monotonic()
        reply = self.request("HELLO", {"epoch": self.epoch, "client": "test"}, epoch=self.epoch)
        assert reply.status == "SUCCESS", reply
        self.boot_id = reply.data["boot_id"]
        self.offset = reply.body["mono_ms"] - (before + time.monotonic()) * 500
        return reply

    def mono_ms(self):
        return int(time.monotonic() * 1000 + self.offset)

    def command(self, action, payload, ttl_ms=20000, **fields):
        """A state-changing command of the current writer, in time."""
        defaults = {"epoch": self.epoch, "boot_id": self.boot_id, "deadline": self.mono_ms() + ttl_ms, "command_id": new_id("C")}
        defaults.update(fields)
        return self.request(action, payload, **defaults)

    def open_payload(self, client_order_id=None, **changes):
        payload = {"client_order_id": client_order_id or new_id(), "symbol": "EURUSD", "side": "BUY", "type": "MARKET", "volume": "0.10",
                   "time_in_force": "IOC", "magic": 7, "payload_hash": "ab" * 32}
        payload.update(changes)
        return {k: v for k, v in payload.items() if v is not None}

    def open(self, client_order_id=None, fields=None, **changes):
        return self.command("OPEN_ORDER", self.open_payload(client_order_id, **changes), **(fields or {}))

    def status_of(self, client_order_id):
        return self.request("GET_ORDER_STATUS", {"client_order_id": client_order_id})

    def fence(self, client_order_id):
        return self.request("FENCE_ORDER", {"client_order_id": client_order_id}, epoch=self.epoch)

    def await_state(self, client_order_id, *states, timeout=15):
        """The order result once it is in one of the states."""
        return until(lambda: self.status_of(client_order_id), lambda r: r.data is not None and r.data["state"] in states, timeout).data

    def opened(self, client_order_id=None, **changes):
        """A filled market order: its result."""
        client_order_id = client_order_id or new_id()
        reply = self.open(client_order_id, **changes)
        assert reply.status in ("PENDING", "SUCCESS"), reply
        return self.await_answered_fill(client_order_id)

    def await_answered_fill(self, client_order_id):
        """The result of an order that is filled and answered: the deal may be seen before the answer that carries the retcode."""
        return until(lambda: self.await_state(client_order_id, "FILLED"), lambda result: result["retcode"] is not None)

    def events(self, *topics):
        return Events(self.endpoints["pub"], topics or ("",))


class Events:
    """A subscriber of the data channel."""

    def __init__(self, endpoint, topics):
        self.socket = _context.socket(zmq.SUB)
        self.socket.linger = 0
        self.socket.connect(endpoint)
        for topic in topics:
            self.socket.subscribe(topic)
        self.seen = []
        self.socket.subscribe("hb")
        self.next(lambda topic, _: topic == "hb", 15)
        if "" not in topics and "hb" not in topics:
            self.socket.unsubscribe("hb")

    def next(self, wanted, timeout=15):
        """The first event from now on that is wanted: topic, body."""
        end = time.monotonic() + timeout
        while True:
            left = int((end - time.monotonic()) * 1000)
            if left <= 0 or not self.socket.poll(left):
                raise TimeoutError(f"no such event; seen {self.seen[-10:]}")
            topic, body = self.socket.recv_multipart()
            event = json.loads(body)
            self.seen.append((topic.decode(), event))
            if wanted(topic.decode(), event):
                return topic.decode(), event

    def close(self):
        self.socket.close()


def until(look, good, timeout=15):
    """Looks again and again, every few milliseconds, until what is seen is good."""
    end = time.monotonic() + timeout
    while True:
        seen = look()
        if good(seen):
            return seen
        if time.monotonic() > end:
            raise TimeoutError(f"last seen: {seen}")
        time.sleep(0.005)
