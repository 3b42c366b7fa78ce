"""Asks one question over CURVE and prints the answer, or "no answer".

curve_client.py PORT SERVER_KEY CLIENT_CERTIFICATE QUESTION PATIENCE_MS

Goes on trying to connect until it is ended.
"""
import signal
import sys

import zmq
import zmq.auth

port, server_key, certificate, question, patience = sys.argv[1:6]
socket = zmq.Context.instance().socket(zmq.REQ)
socket.linger = 0
socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(certificate)
socket.curve_serverkey = server_key.encode()
socket.connect("tcp://127.0.0.1:" + port)
socket.send_string(question)
if socket.poll(int(patience)):
    print(socket.recv_string(), flush=True)
else:
    print("no answer", flush=True)
signal.pause()
