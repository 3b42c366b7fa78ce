"""CURVE: only clients on the list get in."""

import unittest

import zmq

from terminal import Terminal

SERVER_PUBLIC, SERVER_SECRET = zmq.curve_keypair()
CLIENT_PUBLIC, CLIENT_SECRET = zmq.curve_keypair()


@unittest.skipUnless(zmq.has("curve"), "libzmq was built without CURVE")
class CurveTest(unittest.TestCase):
    def setUp(self):
        other = zmq.curve_keypair()[0].decode()
        self.terminal = Terminal(inputs={"CurveServerSecretKey": SERVER_SECRET.decode(), "CurveClientKeys": f"{other} {CLIENT_PUBLIC.decode()}"})
        self.addCleanup(self.terminal.stop)

    def keys(self, public, secret, server=SERVER_PUBLIC):
        def configure(socket):
            socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = public, secret, server
        return self.terminal.connect(configure)

    def test_a_listed_client_is_served(self):
        wire = self.keys(CLIENT_PUBLIC, CLIENT_SECRET)
        for _ in range(3):
            self.assertEqual("SUCCESS", self.terminal.request("PING", wire=wire).status)

    def test_strangers_are_not(self):
        strangers = [self.keys(*zmq.curve_keypair()), self.keys(CLIENT_PUBLIC, CLIENT_SECRET, server=zmq.curve_keypair()[0]), self.terminal.wire]
        for wire in strangers:
            with self.assertRaises(TimeoutError):
                self.terminal.request("PING", wire=wire, timeout_ms=300)
        self.assertIn("refused a connection", self.terminal.read_log())

    def test_events_are_closed_to_strangers_too(self):
        def subscriber(configure):
            socket = zmq.Context.instance().socket(zmq.SUB)
            socket.linger = 0
            if configure:
                socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = CLIENT_PUBLIC, CLIENT_SECRET, SERVER_PUBLIC
            socket.connect(self.terminal.endpoints["pub"])
            socket.subscribe("")
            self.addCleanup(socket.close)
            return socket
        friend, stranger = subscriber(True), subscriber(False)
        self.assertTrue(friend.poll(3000))
        self.assertFalse(stranger.poll(200))


if __name__ == "__main__":
    unittest.main()
