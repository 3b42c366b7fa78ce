"""Echoes over CURVE for the clients whose keys it is given; prints its port first.

curve_server.py SERVER_CERTIFICATE ALLOWED_KEY...
"""
import sys
import threading

import zmq
import zmq.auth
import zmq.utils.z85

certificate, allowed = sys.argv[1], {key.encode() for key in sys.argv[2:]}
context = zmq.Context.instance()

zap = context.socket(zmq.REP)
zap.bind("inproc://zeromq.zap.01")


def authenticate():
    while True:
        version, sequence, _, _, _, _, key = zap.recv_multipart()
        ok = zmq.utils.z85.encode(key) in allowed
        zap.send_multipart([version, sequence, b"200" if ok else b"400", b"", b"", b""])


threading.Thread(target=authenticate, daemon=True).start()

socket = context.socket(zmq.REP)
socket.zap_domain = b"test"
socket.curve_server = True
socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(certificate)
print(socket.bind_to_random_port("tcp://127.0.0.1"), flush=True)
while True:
    socket.send(socket.recv())
