"""Whatever arrives is answered or dropped, and the next request is served."""

import json
import os
import random
import socket
import unittest

from terminal import Terminal, new_id


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

    def test_half_a_frame_and_half_a_greeting(self):
        host, port = self.terminal.endpoints["rep"][6:].split(":")
        for half in (b"", b"\xff", b"\xff\x00\x00\x00\x00\x00\x00\x00\x01\x7f\x03\x00NULL", b"GET / HTTP/1.1\r\n\r\n", os.urandom(300)):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(half)
                self.assertEqual("SUCCESS", self.terminal.request("PING").status)

    def test_wrong_types_name_the_field(self):
        for field, value in (("client_order_id", 7), ("symbol", None), ("side", "buy"), ("type", "Market"), ("volume", True), ("price", "1.1.1"),
                             ("stop_loss", []), ("magic", -1), ("magic", "7"), ("time_in_force", "NOW"), ("deviation_points", 1.5),
                             ("payload_hash", ""), ("payload_hash", "x" * 65), ("unknown_field", 1)):
            payload = {**self.terminal.open_payload(), field: value}
            reply = self.terminal.command("OPEN_ORDER", payload)
            self.assertEqual(("BAD_REQUEST", field), (reply.code, reply.error["field"]), value)

    def test_mutated_requests_never_stop_it(self):
        random.seed(7)
        body = json.dumps(self.terminal.envelope("OPEN_ORDER", self.terminal.open_payload(), epoch=1, boot_id="b", deadline=1, command_id="c")).encode()
        for _ in range(500):
            mutated = bytearray(body)
            for _ in range(random.randint(1, 4)):
                at = random.randrange(len(mutated))
                choice = random.randrange(3)
                if choice == 0:
                    mutated[at] = random.randrange(256)
                elif choice == 1:
                    del mutated[at:at + random.randint(1, 20)]
                else:
                    mutated[at:at] = random.randbytes(random.randint(1, 8))
                if not mutated:
                    break
            reply = self.raw(bytes(mutated))
            self.assertIn(reply["status"], ("ERROR", "SUCCESS", "PENDING"))
        self.assertEqual(0, self.terminal.ledger()["requests"])


if __name__ == "__main__":
    unittest.main()
