"""Whatever arrives is answered or dropped, and the next request is served."""

import contextlib
import json
import os
import random
import socket
import unittest

from terminal import Terminal, new_id


# of 300 random bytes those that make the message: an identity of 12 bytes and one frame of 41
FOUND_BYTES = bytes.fromhex("0d996441d337b1325c993be911ab2ae86d9e478993578d5cd4da0b6fec7ccd047e0a3d6bd4e73b0b96696cfd7ca6290cb430d59cc7eab2a63f")


class FramesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.terminal = Terminal()
        cls.terminal.hello()

    @classmethod
    def tearDownClass(cls):
        cls.terminal.stop()

    def tearDown(self):
        self.assertEqual("SUCCESS", self.terminal.request("PING").status)

    def raw(self, body):
        return self.terminal.wire.raw(body)

    def test_garbage_is_answered(self):
        for body in (b"", b"{", b"\x00\x01\xff", b"null", b"[]", b'"x"', b"{}x", b'{"v":1,}', b"{'v':1}", b"\xef\xbb\xbf{}", b'{"a":"\xff"}',
                     b'{"a":"\x01"}', b'{"a":01}', b'{"a":1e5}', b'{"a":"\\ud83d"', b'{"a":1,"a":2}', b"[" * 5000, b'{"a":' * 5000, b"9" * 60000):
            reply = self.raw(body)
            self.assertEqual(("ERROR", "BAD_JSON"), (reply["status"], reply["error"]["code"]), body[:20])
            self.assertIsNone(reply["request_id"])

    def test_a_readable_request_id_is_echoed_with_the_error(self):
        reply = self.raw(b'{"v":2,"request_id":"abc","action":"PING","timestamp":1,"payload":{}}')
        self.assertEqual(("abc", "BAD_REQUEST", "v"), (reply["request_id"], reply["error"]["code"], reply["error"]["field"]))

    def test_text_survives_the_journey(self):
        reply = self.terminal.request("PING", request_id="ä€😀\"\\\n")
        self.assertEqual("ä€😀\"\\\n", reply.body["request_id"])

    def test_frames_too_large(self):
        reply = self.raw(b'{"a":"' + b"x" * 65536 + b'"}')
        self.assertEqual("TOO_LARGE", reply["error"]["code"])
        body = self.terminal.envelope("PING")
        body["traceparent"] = "x" * 100
        text = json.dumps(body)
        reply = self.raw((text + " " * (65536 - len(text))).encode())
        self.assertEqual("SUCCESS", reply["status"])

    def test_beyond_a_megabyte_the_connection_is_dropped(self):
        wire = self.terminal.connect()
        wire.post(b"x" * 1_100_000)
        with self.assertRaises(TimeoutError):
            wire.fetch(200)

    def test_two_frames_are_one_too_many(self):
        wire = self.terminal.connect()
        wire.socket.send_multipart([b"1", b"", b"{}", b"{}"])
        reply = json.loads(wire.fetch()[1])
        self.assertEqual("BAD_REQUEST", reply["error"]["code"])

    def test_a_peer_that_leaves_half_an_envelope_costs_nobody_a_reply(self):
        # Given: a program that is busy, so that what arrives meanwhile is read after its sender has gone
        terminal = Terminal(inputs={"AsyncOrders": "false"}, latency_ms=400)
        self.addCleanup(terminal.stop)
        terminal.hello()
        host, port = terminal.endpoints["rep"][6:].split(":")
        strangers = (
            # ZMTP 1.0: an identity of one byte, then a message of two frames, neither of them empty
            lambda: self.send_and_leave(host, port, b"\x02\x00a" + b"\x02\x01b" + b"\x02\x00c"),
            lambda: self.send_and_leave(host, port, FOUND_BYTES),
            lambda: self.send_parts_and_leave(terminal, [b"a", b"b"]),
            lambda: self.send_parts_and_leave(terminal, [b"a"]),
            lambda: self.send_parts_and_leave(terminal, [b"a", b""]),
            lambda: self.send_parts_and_leave(terminal, [b"x"] * 40 + [b"", b"{}"]),
            lambda: self.send_parts_and_leave(terminal, [b"x" * 70000, b"", b"{}"]),
        )
        for stranger in strangers:
            busy = terminal.connect()
            busy.post(json.dumps(terminal.envelope("OPEN_ORDER", terminal.open_payload(), epoch=terminal.epoch, boot_id=terminal.boot_id,
                                                   deadline=terminal.mono_ms() + 20000, command_id=new_id("C"))).encode())
            # When
            stranger()
            # Then
            for _ in range(3):
                self.assertEqual("SUCCESS", terminal.request("PING", timeout_ms=5000).status)
            self.assertEqual("SUCCESS", json.loads(busy.fetch(5000)[1])["status"])

    def send_and_leave(self, host, port, content):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(content)

    def send_parts_and_leave(self, terminal, parts):
        wire = terminal.connect()
        wire.socket.linger = 1000
        wire.socket.send_multipart(parts)
        wire.close()

    def test_half_a_frame_and_half_a_greeting(self):
        host, port = self.terminal.endpoints["rep"][6:].split(":")
        for half in (b"", b"\xff", b"\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL", b"GET / HTTP/1.1\r\n\r\n", os.urandom(300)):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(half)
                self.assertEqual("SUCCESS", self.terminal.request("PING").status)

    def test_wrong_types_name_the_field(self):
        for field, value in (("client_order_id", 7), ("symbol", None), ("side", "buy"), ("type", "Market"), ("volume", True), ("price", "1.1.1"), ("side", "BUY,SELL"), ("type", "MARKET,LIMIT"),
                             ("time_in_force", "IOC,FOK"), ("side,type", "BUY"),
                             ("stop_loss", []), ("magic", -1), ("magic", "7"), ("time_in_force", "NOW"), ("deviation_points", 1.5),
                             ("payload_hash", ""), ("payload_hash", "x" * 65), ("unknown_field", 1)):
            payload = {**self.terminal.open_payload(), field: value}
            reply = self.terminal.command("OPEN_ORDER", payload)
            self.assertEqual(("BAD_REQUEST", field), (reply.code, reply.error["field"]), value)

    def test_mutated_requests_never_stop_it(self):
        for seed in seeds(3000):
            request = mutated(seed)
            with replayed_by(seed, request):
                self.assertIn(self.raw(request)["status"], ("ERROR", "SUCCESS", "PENDING"))
        self.assertEqual(0, self.terminal.ledger()["requests"])

    def test_random_bytes_of_strangers_cost_nobody_a_reply(self):
        host, port = self.terminal.endpoints["rep"][6:].split(":")
        for seed in seeds(500):
            generator = random.Random(seed)
            content = generator.randbytes(generator.randint(1, 300))
            with replayed_by(seed, content), socket.create_connection((host, int(port))) as connection:
                connection.sendall(content)
                if generator.randrange(3) == 0:
                    connection.close()
                for _ in range(2):
                    self.assertEqual("BAD_JSON", self.raw(b"{")["error"]["code"])


def seeds(count):
    """Others in every run; the one of the environment alone, to see a failure again."""
    if "HARNESS_SEED" in os.environ:
        return [int(os.environ["HARNESS_SEED"])]
    first = random.SystemRandom().randrange(1 << 32)
    return range(first, first + count)


@contextlib.contextmanager
def replayed_by(seed, content):
    """Says with a failure how it can be seen again."""
    try:
        yield
    except Exception as error:
        raise AssertionError(f"HARNESS_SEED={seed}, sent {content!r}: {error!r}") from error


def mutated(seed):
    """An OPEN_ORDER that went through a bad line."""
    payload = {"client_order_id": "T" * 26, "symbol": "EURUSD", "side": "BUY", "type": "MARKET", "volume": "0.10", "time_in_force": "IOC",
               "magic": 7, "payload_hash": "ab" * 32}
    request = bytearray(json.dumps({"v": 1, "request_id": "r1", "action": "OPEN_ORDER", "timestamp": 1704153600234567, "payload": payload,
                                    "epoch": 1, "boot_id": "b", "deadline": 1, "command_id": "c"}).encode())
    generator = random.Random(seed)
    for _ in range(generator.randint(1, 4)):
        at = generator.randrange(len(request))
        choice = generator.randrange(3)
        if choice == 0:
            request[at] = generator.randrange(256)
        elif choice == 1:
            del request[at:at + generator.randint(1, 20)]
        else:
            request[at:at] = generator.randbytes(generator.randint(1, 8))
    return bytes(request)


if __name__ == "__main__":
    unittest.main()
