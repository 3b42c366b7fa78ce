"""A scriptable MT5 host on libzmq, for the bridge's tests: four dialects, faults, and a ledger.

Written against docs/mt5-wire.md only; shares no code with the bridge. Prints one JSON line with its
ports when it listens. Everything is steered over a control socket (REP, JSON).

The command socket is a ROUTER that speaks REP's envelope, so that a reply can be withheld; commands
are carried out one after the other, as an Expert Advisor does.
"""

import argparse
import json
import os
import sys
import time
import uuid

import zmq
import zmq.auth
from zmq.auth.thread import ThreadAuthenticator

SYMBOLS = {
    "EURUSD": ("1.08500", "1.08512", 5, "EUR", "USD"),
    "USDJPY": ("151.120", "151.131", 3, "USD", "JPY"),
    "XAUUSD": ("2310.10", "2310.35", 2, "XAU", "USD"),
}
CHANGES = {"OPEN_ORDER", "OPEN_ORDERS", "CLOSE_POSITION", "MODIFY_ORDER", "MODIFY_POSITION", "CANCEL_ORDER"}


class Refused(Exception):
    def __init__(self, code, message, retcode=None):
        super().__init__(message)
        self.code, self.message, self.retcode = code, message, retcode


class Book:
    """Orders, positions and deals: what a terminal and its trade server know."""

    def __init__(self):
        self.next_ticket = 1000
        self.results, self.hashes, self.fenced = {}, {}, set()
        self.positions, self.orders, self.deals = {}, {}, []
        self.ledger = []

    def ticket(self):
        self.next_ticket += 1
        return str(self.next_ticket)

    def open(self, order_id, symbol, side, kind, volume, magic=0, price=None):
        if symbol not in SYMBOLS:
            raise Refused("UNKNOWN_SYMBOL", symbol + " is unknown")
        bid, ask = SYMBOLS[symbol][:2]
        self.ledger.append({"id": order_id, "symbol": symbol, "side": side, "volume": str(volume)})
        result = {"client_order_id": order_id, "symbol": symbol, "side": side, "bid": bid, "ask": ask,
                  "order": self.ticket(), "retcode": 10009, "retcode_name": "DONE", "magic": magic}
        if kind == "MARKET":
            ticket, fill = self.ticket(), ask if side == "BUY" else bid
            deal = {"deal": self.ticket(), "order": result["order"], "position": ticket,
                    "client_order_id": order_id, "symbol": symbol, "side": side, "entry": "IN",
                    "volume": str(volume), "price": fill, "commission": "-0.07", "swap": "0",
                    "profit": "0", "reason": "EXPERT", "magic": magic, "time_msc": int(time.time() * 1000)}
            self.deals.append(deal)
            self.positions[ticket] = {
                "ticket": ticket, "symbol": symbol, "side": side, "volume": str(volume),
                "open_price": fill, "current_price": fill, "magic": magic, "comment": order_id,
                "client_order_id": order_id, "opened_msc": deal["time_msc"], "profit": "0.0"}
            result.update(state="FILLED", ticket=ticket, deals=[deal], filled_volume=str(volume),
                          filled_price=fill, remaining_volume="0")
        else:
            self.orders[result["order"]] = {
                "order": result["order"], "client_order_id": order_id, "symbol": symbol, "side": side,
                "type": kind, "volume": str(volume), "remaining_volume": str(volume), "price": price,
                "time_in_force": "GTC", "magic": magic, "comment": order_id, "state": "PLACED",
                "placed_msc": int(time.time() * 1000)}
            result.update(state="PLACED", deals=[], filled_volume="0", remaining_volume=str(volume),
                          retcode=10008, retcode_name="PLACED")
        self.results[order_id] = result
        return result

    def close(self, order_id, ticket):
        position = self.positions.pop(ticket, None)
        if position is None:
            raise Refused("NOT_FOUND", "no position " + ticket)
        self.ledger.append({"id": order_id, "close": ticket})
        result = {"client_order_id": order_id, "state": "FILLED", "ticket": ticket, "order": self.ticket(),
                  "symbol": position["symbol"], "filled_volume": position["volume"],
                  "filled_price": position["open_price"], "remaining_volume": "0", "retcode": 10009}
        self.results[order_id] = result
        return result


class Interlock:
    """Dialect interlock-1."""

    def __init__(self, host):
        self.host, self.book = host, host.book
        self.epoch, self.commands = 0, {}
        self.killed, self.kill_epoch = False, 0
        self.greeted = False
        self.revisions = {}

    def answer(self, request):
        reply = {"v": 1, "request_id": request.get("request_id"), "status": "SUCCESS", "data": None,
                 "error": None, "duplicate": False, "boot_id": self.host.boot_id,
                 "mono_ms": mono_ms(), "timestamp": int(time.time() * 1e6)}
        try:
            reply["data"], reply["duplicate"] = self.carry_out(request)
            if self.host.pending and request["action"] == "OPEN_ORDER":
                reply["status"] = "PENDING"
        except Refused as refused:
            reply.update(status="ERROR", error={"code": refused.code, "message": refused.message,
                                                "retcode": refused.retcode})
        reply["mono_ms"] = mono_ms()
        return reply

    def carry_out(self, request):
        action, payload = request["action"], request["payload"]
        if action in CHANGES:
            self.guard(request, action)
            command = request["command_id"]
            if command in self.commands:
                return self.commands[command], True
            data, duplicate = getattr(self, action.lower())(payload)
            self.commands[command] = data
            return data, duplicate
        if action in ("FENCE_ORDER", "KILL_SWITCH", "RESET_KILL_SWITCH") and request["epoch"] < self.epoch:
            raise Refused("STALE_EPOCH", "epoch is %d" % self.epoch)
        handler = getattr(self, action.lower(), None)
        if handler is None:
            raise Refused("UNKNOWN_ACTION", action)
        return handler(payload), False

    def guard(self, request, action):
        if not self.greeted:
            raise Refused("NO_HELLO", "say HELLO first")
        if request.get("boot_id") != self.host.boot_id:
            raise Refused("WRONG_BOOT", "boot is " + self.host.boot_id)
        if request["epoch"] < self.epoch:
            raise Refused("STALE_EPOCH", "epoch is %d" % self.epoch)
        if mono_ms() > request["deadline"]:
            raise Refused("DEADLINE_PASSED", "late by %d ms" % (mono_ms() - request["deadline"]))
        if self.killed and action.startswith("OPEN"):
            raise Refused("KILLED", "kill epoch %d" % self.kill_epoch)
        self.epoch = max(self.epoch, request["epoch"])

    def greeting(self):
        return {"host": "python", "version": "1", "boot_id": self.host.boot_id, "mono_ms": mono_ms(),
                "epoch": self.epoch, "connected": self.host.connected, "capabilities": self.host.capabilities,
                "account": {"login": "1", "server": "Demo", "currency": "USD", "margin_mode": "HEDGING",
                            "trade_mode": "DEMO"},
                "kill": {"latched": self.killed, "kill_epoch": self.kill_epoch}, "seq": dict(self.host.seq)}

    def hello(self, payload):
        self.greeted, self.epoch = True, max(self.epoch, payload["epoch"])
        return self.greeting()

    def ping(self, payload):
        return {"boot_id": self.host.boot_id, "mono_ms": mono_ms(), "connected": self.host.connected,
                "kill": {"latched": self.killed, "kill_epoch": self.kill_epoch}}

    def status(self, payload):
        return dict(self.greeting(), gateway="MT5-Python")

    def open_order(self, payload):
        order_id = payload["client_order_id"]
        if order_id in self.book.fenced:
            raise Refused("FENCED", order_id)
        if order_id in self.book.results:
            if self.book.hashes.get(order_id) != payload["payload_hash"]:
                raise Refused("PAYLOAD_MISMATCH", order_id)
            return self.book.results[order_id], True
        self.book.hashes[order_id] = payload["payload_hash"]
        if self.host.reject is not None:
            code, retcode = self.host.reject
            raise Refused(code, "refused by script", retcode)
        result = self.book.open(order_id, payload["symbol"], payload["side"], payload["type"],
                                payload["volume"], payload["magic"], payload.get("price"))
        self.host.save()
        self.host.publish("event.order", result)
        return result, False

    def open_orders(self, payload):
        results = []
        for order in payload["orders"]:
            entry = {"client_order_id": order["client_order_id"], "status": "SUCCESS", "data": None,
                     "error": None, "duplicate": False}
            try:
                if mono_ms() > order["deadline"]:
                    raise Refused("DEADLINE_PASSED", "late by %d ms" % (mono_ms() - order["deadline"]))
                entry["data"], entry["duplicate"] = self.open_order(order)
            except Refused as refused:
                entry.update(status="ERROR", error={"code": refused.code, "message": refused.message})
            results.append(entry)
        return {"results": results}, False

    def close_position(self, payload):
        result = self.book.close(payload["client_order_id"], payload["ticket"])
        self.host.publish("event.order", result)
        return result, False

    def find_order(self, payload):
        for number, order in self.book.orders.items():
            if number == payload.get("order") or order["client_order_id"] == payload.get("client_order_id"):
                return order
        raise Refused("NOT_FOUND", "no such working order")

    def revise(self, key, revision):
        if revision <= self.revisions.get(key, -1):
            raise Refused("STALE_REVISION", "revision is %d" % self.revisions[key])
        self.revisions[key] = revision

    def modify_order(self, payload):
        order = self.find_order(payload)
        self.revise(order["order"], payload["revision"])
        order["price"] = payload.get("price", order["price"])
        return self.book.results[order["client_order_id"]], False

    def modify_position(self, payload):
        position = self.book.positions.get(payload["ticket"])
        if position is None:
            raise Refused("NOT_FOUND", "no such position")
        self.revise(position["ticket"], payload["revision"])
        for field in ("stop_loss", "take_profit"):
            if field in payload:
                position[field] = payload[field]
        return position, False

    def cancel_order(self, payload):
        order = self.find_order(payload)
        del self.book.orders[order["order"]]
        result = self.book.results[order["client_order_id"]]
        result.update(state="CANCELED")
        self.host.publish("event.order", result)
        return result, False

    def fence_order(self, payload):
        order_id = payload["client_order_id"]
        if order_id in self.book.results:
            return self.book.results[order_id]
        self.book.fenced.add(order_id)
        self.host.save()
        return {"client_order_id": order_id, "state": "FENCED"}

    def get_order_status(self, payload):
        order_id = payload["client_order_id"]
        if order_id not in self.book.results:
            raise Refused("NOT_FOUND", order_id)
        return self.book.results[order_id]

    def get_account_info(self, payload):
        return dict(ACCOUNT, connected=self.host.connected)

    def get_positions(self, payload):
        return paged("positions", list(self.book.positions.values()), payload)

    def get_orders(self, payload):
        return paged("orders", list(self.book.orders.values()), payload)

    def get_deals(self, payload):
        return paged("deals", [d for d in self.book.deals if d["time_msc"] >= payload["since_msc"]], payload)

    def get_quotes(self, payload):
        return {"quotes": [quote(symbol) for symbol in payload["symbols"] if symbol in SYMBOLS]}

    def get_order_book(self, payload):
        bid, ask = SYMBOLS[payload["symbol"]][:2]
        return {"symbol": payload["symbol"], "bids": [{"price": bid, "volume": "1"}],
                "asks": [{"price": ask, "volume": "1"}]}

    def get_symbol_info(self, payload):
        return {"symbols": [symbol_info(symbol) for symbol in payload["symbols"] if symbol in SYMBOLS]}

    def subscribe(self, payload):
        return {"symbols": payload["symbols"]}

    def kill_switch(self, payload):
        self.killed, self.kill_epoch = True, max(self.kill_epoch, payload["kill_epoch"])
        if payload["close_positions"]:
            for ticket in list(self.book.positions):
                self.book.positions.pop(ticket)
        if payload["cancel_orders"]:
            self.book.orders.clear()
        self.host.publish("event.kill", {"latched": True, "kill_epoch": self.kill_epoch, "step": "LATCHED"})
        return {"latched": True, "kill_epoch": self.kill_epoch}

    def reset_kill_switch(self, payload):
        if payload["kill_epoch"] < self.kill_epoch:
            raise Refused("STALE_EPOCH", "kill epoch is %d" % self.kill_epoch)
        self.killed = False
        return {"latched": False, "kill_epoch": self.kill_epoch}

    def replay_events(self, payload):
        events = [e for e in self.host.events if e["seq"] >= payload["from_seq"]][: payload["limit"]]
        oldest = self.host.events[0]["seq"] if self.host.events else 1
        following = events[-1]["seq"] + 1 if events else payload["from_seq"]
        return {"events": events, "next_seq": following, "complete": oldest <= payload["from_seq"]}


class Crs:
    """Dialect mt5-crs."""

    def __init__(self, host):
        self.host, self.book = host, host.book

    def answer(self, request):
        reply = {"request_id": request["request_id"], "status": "SUCCESS", "data": {}, "error": None,
                 "timestamp": int(time.time() * 1e6)}
        action, payload = request["action"], request.get("payload", {})
        try:
            if action == "OPEN_ORDER":
                self.host.maybe_reject()
                result = self.book.open(payload["comment"], payload["symbol"], payload["side"],
                                        payload["type"], payload["volume"], payload["magic"])
                reply["data"] = {"ticket": result.get("ticket", result["order"]), "retcode": result["retcode"],
                                 "price": result.get("filled_price"), "volume": payload["volume"]}
            elif action == "CLOSE_POSITION":
                result = self.book.close("close", payload["ticket"])
                reply["data"] = {"ticket": payload["ticket"], "price": result["filled_price"]}
            elif action == "GET_ACCOUNT_INFO":
                reply["data"] = ACCOUNT
            elif action == "GET_POSITIONS":
                reply["data"] = {"positions": [older_position(p) for p in self.book.positions.values()]}
            elif action == "KILL_SWITCH":
                if self.host.kill_fails:
                    raise Refused("INTERNAL", "no such function")
                self.book.positions.clear()
            elif action != "HEARTBEAT":
                raise Refused("UNKNOWN_ACTION", "unknown action " + action)
        except Refused as refused:
            error = refused.message if refused.retcode is None else {
                "code": refused.retcode, "message": refused.message}
            reply.update(status="ERROR", data=None, error=error)
        return reply


class FlatOrder:
    """Dialect flat-order."""

    def __init__(self, host):
        self.host, self.book = host, host.book

    def answer(self, request):
        action = request["action"]
        if action in ("PING", "STATUS"):
            return {"status": "OK" if action == "PING" else "OPERATIONAL", "gateway": "MT5-Windows"}
        try:
            self.host.maybe_reject()
            result = self.book.open(request["comment"], request["symbol"], action, request["type"],
                                    request["volume"], request["magic"])
            return {"status": "FILLED", "ticket": int(result["ticket"]),
                    "order_id": "ORDER_" + result["ticket"], "filled_price": float(result["filled_price"]),
                    "filled_volume": request["volume"], "timestamp": time.time(), "error": None,
                    "error_code": 0}
        except Refused as refused:
            return {"status": "REJECTED", "ticket": 0, "error": refused.message,
                    "error_code": refused.retcode if refused.retcode is not None else 10013}


class Quantmind:
    """Dialect quantmind."""

    def __init__(self, host):
        self.host, self.book = host, host.book

    def answer(self, request):
        kind, reply = request["type"], {"status": "success", "data": {}, "message": None,
                                        "request_id": request.get("request_id")}
        try:
            if kind == "TRADE_OPEN":
                self.host.maybe_reject()
                result = self.book.open(request["comment"], request["symbol"], request["order_type"],
                                        "MARKET", request["volume"], request["magic"])
                reply["data"] = {"ticket": int(result["ticket"]), "price": float(result["filled_price"]),
                                 "volume": request["volume"]}
            elif kind == "GET_BALANCE":
                reply["data"] = {"balance": 10000.0, "equity": 10000.0, "currency": "USD"}
            elif kind == "GET_QUOTES":
                reply["data"] = quote(request["symbol"])
            elif kind == "GET_POSITIONS":
                reply["data"] = [older_position(p) for p in self.book.positions.values()]
            else:
                raise Refused("UNKNOWN_TYPE", "unknown type " + kind)
        except Refused as refused:
            reply.update(status="error", data=None, message=refused.message)
            if refused.retcode is not None:
                reply["retcode"] = refused.retcode
        return reply


ACCOUNT = {"login": "1", "server": "Demo", "currency": "USD", "balance": "10000.00", "equity": "10000.00",
           "margin": "0", "free_margin": "10000.00", "margin_level": "0", "leverage": 100,
           "margin_mode": "HEDGING", "trade_allowed": True}
DIALECTS = {"interlock-1": Interlock, "mt5-crs": Crs, "flat-order": FlatOrder, "quantmind": Quantmind}


def mono_ms():
    return time.monotonic_ns() // 1_000_000


def paged(name, rows, payload, size=50):
    page = payload.get("page", 0)
    return {name: rows[page * size:(page + 1) * size], "page": page, "pages": max(1, -(-len(rows) // size))}


def quote(symbol):
    bid, ask = SYMBOLS[symbol][:2]
    return {"symbol": symbol, "bid": bid, "ask": ask, "last": bid, "time_msc": int(time.time() * 1000)}


def symbol_info(symbol):
    _, _, digits, base, profit = SYMBOLS[symbol]
    point = "0." + "0" * (digits - 1) + "1"
    return {"symbol": symbol, "broker_symbol": symbol, "digits": digits, "point": point, "tick_size": point,
            "tick_value": "1", "contract_size": "100000", "volume_min": "0.01", "volume_max": "100",
            "volume_step": "0.01", "stops_level": 0, "freeze_level": 0, "filling_modes": ["FOK", "IOC"],
            "execution": "MARKET", "trade_mode": "FULL", "currency_base": base, "currency_profit": profit,
            "currency_margin": base, "spread_points": 12, "margin_initial": "0", "sessions": []}


def older_position(position):
    return {"ticket": int(position["ticket"]), "symbol": position["symbol"],
            "type": 0 if position["side"] == "BUY" else 1, "volume": float(position["volume"]),
            "price_open": float(position["open_price"]), "sl": 0.0, "tp": 0.0, "profit": 0.0,
            "magic": position["magic"], "comment": position["comment"]}


class Host:
    def __init__(self, options):
        self.options, self.book = options, Book()
        self.boot_id = "b-" + uuid.uuid4().hex[:12]
        self.connected, self.pending, self.reject, self.mute = True, False, None, False
        self.kill_fails = False
        self.capabilities = ["TICKS", "REPLAY", "FENCE", "ORDER_BOOK"]
        self.seq, self.events = {"tick": 0, "event": 0, "hb": 0}, []
        self.faults, self.received, self.actions = [], 0, []
        self.dialect = DIALECTS[options.dialect](self)
        self.load()
        context = zmq.Context()
        if options.curve_secret:
            self.authenticator = ThreadAuthenticator(context)
            self.authenticator.start()
            self.authenticator.configure_curve(domain="*", location=options.curve_clients)
        self.commands = self.bind(context, zmq.ROUTER, options.command_port, True)
        self.data = self.bind(context, zmq.PUB, options.data_port, True)
        self.control = self.bind(context, zmq.REP, 0, False)
        self.poller = zmq.Poller()
        self.poller.register(self.commands, zmq.POLLIN)
        self.poller.register(self.control, zmq.POLLIN)
        self.late, self.stream, self.heartbeat_at = [], None, 0

    def bind(self, context, kind, port, secured):
        socket = context.socket(kind)
        socket.linger = 0
        # Before bind: a PUB drops what goes beyond it.
        socket.sndhwm = 200000
        if secured and self.options.curve_secret:
            public, secret = zmq.auth.load_certificate(self.options.curve_secret)
            socket.curve_publickey, socket.curve_secretkey, socket.curve_server = public, secret, True
        for _ in range(100):
            try:
                socket.bind("tcp://127.0.0.1:%s" % (port or "*"))
                return socket
            except zmq.ZMQError:
                time.sleep(0.05)
        raise SystemExit("port %s is taken" % port)

    def load(self):
        if self.options.journal and os.path.exists(self.options.journal):
            with open(self.options.journal) as file:
                kept = json.load(file)
            self.book.results, self.book.hashes = kept["results"], kept["hashes"]
            self.book.fenced, self.book.ledger = set(kept["fenced"]), kept["ledger"]

    def save(self):
        if self.options.journal:
            with open(self.options.journal + ".new", "w") as file:
                json.dump({"results": self.book.results, "hashes": self.book.hashes,
                           "fenced": sorted(self.book.fenced), "ledger": self.book.ledger}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(self.options.journal + ".new", self.options.journal)

    def maybe_reject(self):
        if self.reject is not None:
            raise Refused(self.reject[0], "refused by script", self.reject[1])

    def publish(self, topic, data):
        kind = topic.split(".")[0]
        self.seq[kind] += 1
        event = {"v": 1, "topic": topic, "seq": self.seq[kind], "boot_id": self.boot_id, "epoch": 0,
                 "timestamp": int(time.time() * 1e6), "data": data}
        if kind == "event":
            self.events.append(event)
            if self.mute:
                return
            if self.faults and self.faults[0]["fault"] == "lose_event":
                self.faults.pop(0)
                return
        self.data.send_multipart([topic.encode(), json.dumps(event).encode()], zmq.DONTWAIT)

    def run(self):
        print(json.dumps({"command": port_of(self.commands), "data": port_of(self.data),
                          "control": port_of(self.control)}), flush=True)
        while True:
            for socket, _ in self.poller.poll(self.wait_millis()):
                if socket is self.control:
                    self.steer()
                else:
                    self.command()
            self.send_late()
            self.send_stream()
            if time.monotonic() >= self.heartbeat_at and self.options.dialect == "interlock-1":
                self.heartbeat_at = time.monotonic() + 1
                beat = self.dialect.ping({})
                if not self.mute:
                    beat["event_seq"] = self.seq["event"]
                self.publish("hb", beat)

    def wait_millis(self):
        if self.stream:
            return 0 if self.stream["rate"] == 0 else 1
        return 5 if self.late else 50

    def steer(self):
        order = self.control.recv_json()
        reply = {"ok": True}
        if "fault" in order:
            self.faults.append(order)
        if "set" in order:
            for name, value in order["set"].items():
                setattr(self, name, value)
        if "publish" in order:
            self.publish(order["publish"], order["data"])
        if "stream" in order:
            self.stream = dict(order["stream"], sent=0, started=time.monotonic())
        if "burst" in order:
            reply["burst_seconds"] = self.burst(order["burst"]["count"], order["burst"].get("orders", 0))
        if order.get("forget_events"):
            self.events = []
        reply.update(ledger=self.book.ledger, positions=list(self.book.positions.values()),
                     orders=list(self.book.orders.values()), received=self.received, actions=self.actions[-200:], faults=len(self.faults), fenced=sorted(self.book.fenced), seq=self.seq,
                     streaming=self.stream is not None,
                     killed=getattr(self.dialect, "killed", False), epoch=getattr(self.dialect, "epoch", 0))
        self.control.send_json(reply)

    def command(self):
        *envelope, body = self.commands.recv_multipart()
        self.received += 1
        try:
            request = json.loads(body)
        except ValueError:
            self.commands.send_multipart(envelope + [b'{"v":1,"status":"ERROR","request_id":null,'
                                                     b'"error":{"code":"BAD_JSON","message":"not JSON"}}'])
            return
        self.actions.append(request.get("action", request.get("type")))
        fault = self.take_fault(request)
        name = fault["fault"] if fault else None
        if name == "hang":
            time.sleep(fault["seconds"])
        if name == "die":
            self.dialect.answer(request)
            os._exit(9)
        if name == "ignore":
            return
        reply = json.dumps(self.dialect.answer(request)).encode()
        if name == "lose_reply":
            return
        if name == "late":
            self.late.append((time.monotonic() + fault["seconds"], envelope + [reply]))
            return
        if name == "garbage":
            reply = bytes([0, 255, 17]) + b"{not json"
        if name == "other":
            reply = json.dumps({"v": 1, "request_id": "another", "status": "SUCCESS", "data": {}}).encode()
        if name == "oversized":
            reply = b'{"padding":"' + b"x" * (2 * 1024 * 1024) + b'"}'
        self.commands.send_multipart(envelope + [reply])

    def take_fault(self, request):
        action = request.get("action", request.get("type"))
        for index, fault in enumerate(self.faults):
            if fault["fault"] != "lose_event" and action in fault.get("actions", [action]):
                fault["count"] = fault.get("count", 1) - 1
                if fault["count"] <= 0:
                    self.faults.pop(index)
                return fault
        return None

    def send_late(self):
        due = [entry for entry in self.late if entry[0] <= time.monotonic()]
        for entry in due:
            self.late.remove(entry)
            self.commands.send_multipart(entry[1])

    def burst(self, count, orders):
        """Ticks as fast as libzmq takes them, order events evenly between them; rendered before."""
        frames = []
        symbols = list(SYMBOLS)
        for index in range(count):
            if orders and index % (count // orders) == 0:
                result = {"client_order_id": None, "state": "FILLED", "order": self.book.ticket(), "symbol": "EURUSD",
                          "side": "BUY", "filled_volume": "0.01", "remaining_volume": "0", "retcode": 10009}
                frames.append(self.frame("event.order", result))
            symbol = symbols[index % len(symbols)]
            frames.append(self.frame("tick." + symbol, quote(symbol)))
        began = time.monotonic()
        send = self.data.send
        for topic, body in frames:
            send(topic, zmq.DONTWAIT | zmq.SNDMORE)
            send(body, zmq.DONTWAIT)
        return time.monotonic() - began

    def frame(self, topic, data):
        kind = topic.split(".")[0]
        self.seq[kind] += 1
        event = {"v": 1, "topic": topic, "seq": self.seq[kind], "boot_id": self.boot_id, "epoch": 0,
                 "timestamp": int(time.time() * 1e6), "data": data}
        if kind == "event":
            self.events.append(event)
        return topic.encode(), json.dumps(event).encode()

    def send_stream(self):
        stream = self.stream
        if not stream:
            return
        elapsed = time.monotonic() - stream["started"]
        due = stream["count"] if stream["rate"] == 0 else min(stream["count"], int(elapsed * stream["rate"]))
        for _ in range(min(due - stream["sent"], 2000)):
            symbol = list(SYMBOLS)[stream["sent"] % len(SYMBOLS)]
            self.publish("tick." + symbol, quote(symbol))
            stream["sent"] += 1
        if stream["sent"] >= stream["count"]:
            self.stream = None


def port_of(socket):
    return int(socket.getsockopt_string(zmq.LAST_ENDPOINT).rsplit(":", 1)[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--dialect", choices=sorted(DIALECTS), default="interlock-1")
    parser.add_argument("--command-port", type=int, default=0)
    parser.add_argument("--data-port", type=int, default=0)
    parser.add_argument("--journal")
    parser.add_argument("--curve-secret")
    parser.add_argument("--curve-clients")
    arguments = sys.argv[1:]
    if arguments == ["--spare"]:
        # Started and imported before anybody needs it; its arguments come when somebody does.
        line = sys.stdin.readline()
        if not line:
            return
        arguments = json.loads(line)
    try:
        Host(parser.parse_args(arguments)).run()
    except KeyboardInterrupt:
        sys.exit(0)


main()
