"""Many Expert Advisors at once: each sends every type of event over its own REQ connection.

expert_fleet.py ENDPOINT EXPERTS ROUNDS [SERVER_KEY CLIENT_CERTIFICATE]

Prints one JSON line: how many answers of each status came, and what went wrong.
"""
import collections
import json
import sys
import time

import zmq
import zmq.auth

endpoint, experts, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
EVENTS = [
    ("trade_open", {"symbol": "EURUSD", "side": "BUY", "volume": 0.10, "price": "1.08512"}),
    ("trade_close", {"ticket": "12345", "symbol": "EURUSD", "volume": "0.10", "price": 1.086, "profit": -12.5}),
    ("trade_modify", {"ticket": "12345", "symbol": "EURUSD", "stop_loss": "1.08", "take_profit": "1.09"}),
    ("heartbeat", {"balance": "10000.00", "equity": 9990.5, "open_positions": 1}),
    ("risk_update", {"risk_multiplier": "0.5", "reason": "volatility"}),
]
context = zmq.Context.instance()
context.set(zmq.MAX_SOCKETS, 2 * experts + 10)
poller = zmq.Poller()
sockets = {}
for number in range(experts):
    socket = context.socket(zmq.REQ)
    socket.linger = 0
    if len(sys.argv) > 4:
        socket.curve_serverkey = sys.argv[4].encode()
        socket.curve_publickey, socket.curve_secretkey = zmq.auth.load_certificate(sys.argv[5])
    socket.connect(endpoint)
    poller.register(socket, zmq.POLLIN)
    sockets[socket] = number

sent = collections.Counter()


def send(socket):
    number = sockets[socket]
    event, payload = EVENTS[sent[socket] % len(EVENTS)]
    sent[socket] += 1
    socket.send_json({
        "type": event, "ea": "trend-%d" % number, "magic": 1000 + number,
        "timestamp": time.time_ns() // 1000, "payload": payload,
    })


for socket in sockets:
    send(socket)
answers = collections.Counter()
wrong = []
deadline = time.monotonic() + 20
while sum(answers.values()) < experts * rounds * len(EVENTS) and time.monotonic() < deadline:
    for socket, _ in poller.poll(500):
        answer = socket.recv_json()
        answers[answer["status"]] += 1
        if answer["status"] != "ok" or not answer["approved"]:
            wrong.append(answer)
        if sent[socket] < rounds * len(EVENTS):
            send(socket)
print(json.dumps({"answers": answers, "wrong": wrong[:3]}), flush=True)
