"""A host that answers each frame by its ACTION or TYPE from a table; prints its port first.

simple_host.py TABLE [SERVER_CERTIFICATE ALLOWED_KEY]

TABLE is a JSON object: action or type -> reply object, or text sent as it is, or null for silence.
"{request_id}" in a reply is replaced by the request's.
"""
import json
import sys
import threading

import zmq
import zmq.auth
import zmq.utils.z85

table = json.loads(sys.argv[1])
context = zmq.Context.instance()
socket = context.socket(zmq.ROUTER)
if len(sys.argv) > 2:
    allowed = {key.encode() for key in sys.argv[3:]}
    zap = context.socket(zmq.REP)
    zap.bind("inproc://zeromq.zap.01")

    def authenticate():
        while True:
            version, sequence, _, _, _, _, key = zap.recv_multipart()
            ok = zmq.utils.z85.encode(key) in allowed
            zap.send_multipart([version, sequence, b"200" if ok else b"400", b"", b"", b""])

    threading.Thread(target=authenticate, daemon=True).start()
    socket.zap_domain = b"test"
    socket.curve_server = True
    socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(sys.argv[2])
print(socket.bind_to_random_port("tcp://127.0.0.1"), flush=True)
while True:
    frames = socket.recv_multipart()
    request = json.loads(frames[-1])
    reply = table.get(request.get("action", request.get("type")))
    if reply is None:
        continue
    text = reply if isinstance(reply, str) else json.dumps(reply)
    text = text.replace("{request_id}", request.get("request_id", ""))
    socket.send_multipart(frames[:-1] + [text.encode()])
