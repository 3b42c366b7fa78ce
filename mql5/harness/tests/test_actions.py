"""Every action of interlock-1 answers what the wire page says."""

import time
import unittest

from terminal import Terminal, new_id, until


class ActionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.terminal = Terminal(server_offset=10800)
        cls.hello_reply = cls.terminal.hello()

    @classmethod
    def tearDownClass(cls):
        cls.terminal.stop()

    def ask(self, action, payload=None):
        reply = self.terminal.request(action, payload)
        self.assertEqual("SUCCESS", reply.status, reply)
        self.assertIsNone(reply.error)
        return reply.data

    def test_hello_tells_host_account_and_capabilities(self):
        data = self.hello_reply.data
        self.assertEqual({"ASYNC", "BATCH", "ORDER_BOOK", "TICKS", "REPLAY", "FENCE"}, set(data["capabilities"]))
        self.assertEqual({"login": "50001", "server": "Harness-Demo", "currency": "USD", "margin_mode": "HEDGING", "trade_mode": "DEMO"},
                         data["account"])
        self.assertEqual({"latched": False, "kill_epoch": 0}, data["kill"])
        self.assertEqual({"tick", "event", "hb"}, set(data["seq"]))
        self.assertEqual(data["boot_id"], self.hello_reply.body["boot_id"])

    def test_ping_and_heartbeat(self):
        for action in ("PING", "HEARTBEAT"):
            self.assertEqual({"boot_id", "mono_ms", "connected", "kill"}, set(self.ask(action)))

    def test_status_counts(self):
        before = self.ask("STATUS")
        self.terminal.request("GET_QUOTES", {"symbols": ["NOSUCH"]})
        after = self.ask("STATUS")
        self.assertEqual(before["refused"] + 1, after["refused"])
        self.assertEqual(before["commands"] + 2, after["commands"])
        self.assertTrue(after["last_error"].startswith("UNKNOWN_SYMBOL"))
        self.assertEqual("MT5-Windows", after["gateway"])

    def test_account(self):
        data = self.ask("GET_ACCOUNT_INFO")
        self.assertEqual({"login", "server", "currency", "balance", "equity", "margin", "free_margin", "margin_level", "leverage",
                          "margin_mode", "trade_allowed", "connected"}, set(data))
        self.assertTrue(data["trade_allowed"] and data["connected"])
        self.assertEqual(100, data["leverage"])

    def test_market_order_fills_and_is_seen_everywhere(self):
        result = self.terminal.opened(side="SELL", stop_loss="1.10500", take_profit=1.0850, magic=42)
        self.assertEqual("0.10", result["filled_volume"])
        self.assertEqual("0.00", result["remaining_volume"])
        self.assertEqual(10009, result["retcode"])
        self.assertEqual("DONE", result["retcode_name"])
        deal = result["deals"][0]
        self.assertEqual(("SELL", "IN", "EXPERT", 42), (deal["side"], deal["entry"], deal["reason"], deal["magic"]))
        self.assertAlmostEqual(time.time() * 1000, deal["time_msc"], delta=5000, msg="deal times are UTC, the server is three hours ahead")
        positions = self.ask("GET_POSITIONS", {"magic": 42})["positions"]
        position = next(p for p in positions if p["ticket"] == result["ticket"])
        self.assertEqual((result["client_order_id"], "SELL", "1.10500", "1.08500"),
                         (position["client_order_id"], position["side"], position["stop_loss"], position["take_profit"]))
        self.assertAlmostEqual(time.time() * 1000, position["opened_msc"], delta=5000)
        deals = self.ask("GET_DEALS", {"since_msc": deal["time_msc"] - 1})["deals"]
        self.assertIn(deal["deal"], [d["deal"] for d in deals])
        by_order = self.ask("GET_ORDER_STATUS", {"order": result["order"]})
        self.assertEqual("FILLED", by_order["state"])

    def test_resting_order_is_placed_modified_and_cancelled(self):
        client_order_id = new_id()
        reply = self.terminal.open(client_order_id, type="LIMIT", price="1.09000", time_in_force="GTC", stop_loss="1.08000")
        self.assertEqual("PENDING", reply.status)
        placed = self.terminal.await_state(client_order_id, "PLACED")
        orders = {o["client_order_id"]: o for o in self.ask("GET_ORDERS")["orders"]}
        self.assertEqual(("LIMIT", "1.09000", "GTC", "PLACED"), tuple(orders[client_order_id][k] for k in ("type", "price", "time_in_force", "state")))

        command_id = new_id("C")
        change = {"client_order_id": client_order_id, "revision": 1, "price": "1.08900"}
        self.assertIn(self.terminal.command("MODIFY_ORDER", change, command_id=command_id).status, ("PENDING", "SUCCESS"))
        until(lambda: self.ask("GET_ORDERS"), lambda d: any(o["price"] == "1.08900" for o in d["orders"]))
        again = until(lambda: self.terminal.command("MODIFY_ORDER", change, command_id=command_id), lambda r: r.status == "SUCCESS")
        self.assertTrue(again.duplicate)
        self.assertEqual("STALE_REVISION", self.terminal.command("MODIFY_ORDER", change).code)
        other = self.terminal.command("MODIFY_ORDER", {**change, "price": "1.08800"}, command_id=command_id)
        self.assertEqual("PAYLOAD_MISMATCH", other.code)

        cancelled = self.terminal.command("CANCEL_ORDER", {"order": placed["order"]})
        self.assertIn(cancelled.status, ("PENDING", "SUCCESS"))
        self.terminal.await_state(client_order_id, "CANCELED")
        ended = self.terminal.command("CANCEL_ORDER", {"client_order_id": client_order_id})
        self.assertEqual(("SUCCESS", "CANCELED"), (ended.status, ended.data["state"]))
        self.assertEqual("NOT_FOUND", self.terminal.command("MODIFY_ORDER", {**change, "revision": 9}).code)

    def test_stop_and_stop_limit_orders(self):
        stop, stop_limit, gtd = new_id(), new_id(), new_id()
        self.terminal.open(stop, type="STOP", stop_price="1.09900", time_in_force="DAY")
        self.terminal.open(stop_limit, type="STOP_LIMIT", stop_price="1.09900", price="1.09800", time_in_force="GTC")
        expires = int((time.time() + 3600) * 1e6)
        self.terminal.open(gtd, type="LIMIT", price="1.09000", time_in_force="GTD", expires_at=expires)
        for one in (stop, stop_limit, gtd):
            self.terminal.await_state(one, "PLACED")
        orders = {o["client_order_id"]: o for o in self.ask("GET_ORDERS")["orders"]}
        self.assertEqual(("STOP", "1.09900", "DAY"), tuple(orders[stop][k] for k in ("type", "stop_price", "time_in_force")))
        self.assertEqual(("STOP_LIMIT", "1.09900", "1.09800"), tuple(orders[stop_limit][k] for k in ("type", "stop_price", "price")))
        self.assertEqual("GTD", orders[gtd]["time_in_force"])
        self.assertAlmostEqual(expires, orders[gtd]["expires_at"], delta=1_000_000)
        for one in (stop, stop_limit, gtd):
            self.terminal.command("CANCEL_ORDER", {"client_order_id": one})
            self.terminal.await_state(one, "CANCELED")

    def test_modify_position(self):
        result = self.terminal.opened()
        change = {"ticket": result["ticket"], "revision": 1, "stop_loss": "1.08000", "take_profit": "1.12000"}
        command_id = new_id("C")
        self.assertEqual("PENDING", self.terminal.command("MODIFY_POSITION", change, command_id=command_id).status)
        done = until(lambda: self.terminal.command("MODIFY_POSITION", change, command_id=command_id), lambda r: r.status == "SUCCESS")
        self.assertEqual(("1.08000", "1.12000"), (done.data["stop_loss"], done.data["take_profit"]))
        wrong = self.terminal.command("MODIFY_POSITION", {"ticket": result["ticket"], "revision": 2, "stop_loss": "1.20000"})
        self.assertEqual("INVALID_STOPS", wrong.code)
        removed = {"ticket": result["ticket"], "revision": 3, "stop_loss": 0, "take_profit": 0}
        command_id = new_id("C")
        self.terminal.command("MODIFY_POSITION", removed, command_id=command_id)
        done = until(lambda: self.terminal.command("MODIFY_POSITION", removed, command_id=command_id), lambda r: r.status == "SUCCESS")
        self.assertEqual("0.00000", done.data["stop_loss"])

    def test_batch_decides_each_order_on_its_own(self):
        good, bad = new_id(), new_id()
        orders = [{**self.terminal.open_payload(good), "command_id": new_id("C")},
                  {**self.terminal.open_payload(bad, volume="0.015"), "command_id": new_id("C")},
                  {**self.terminal.open_payload(new_id(), side="UP"), "command_id": new_id("C")}]
        reply = self.terminal.command("OPEN_ORDERS", {"orders": orders})
        self.assertEqual("SUCCESS", reply.status, reply)
        self.assertEqual(["PENDING", "ERROR", "ERROR"], [r["status"] for r in reply.data["results"]])
        self.assertEqual("INVALID_VOLUME", reply.data["results"][1]["error"]["code"])
        self.assertEqual(("BAD_REQUEST", "side", "UP"), tuple(reply.data["results"][2]["error"][k] for k in ("code", "field", "value")))
        self.terminal.await_state(good, "FILLED")
        again = self.terminal.command("OPEN_ORDERS", {"orders": orders[:1]})
        self.assertTrue(again.data["results"][0]["duplicate"])
        self.assertEqual(1, len(self.terminal.deals_of(good)))

    def test_batch_refuses_the_order_whose_own_deadline_has_passed(self):
        late, good = new_id(), new_id()
        orders = [{**self.terminal.open_payload(late), "command_id": new_id("C"), "deadline": 1},
                  {**self.terminal.open_payload(good), "command_id": new_id("C")}]
        results = self.terminal.command("OPEN_ORDERS", {"orders": orders}).data["results"]
        self.assertEqual("DEADLINE_PASSED", results[0]["error"]["code"])
        self.assertEqual("PENDING", results[1]["status"])
        self.terminal.await_state(good, "FILLED")
        self.assertEqual([], self.terminal.deals_of(late))

    def test_quotes_book_and_symbols(self):
        quote = self.ask("GET_QUOTES", {"symbols": ["USDJPY", "XAUUSD"]})["quotes"]
        self.assertEqual(["149.500", "2030.10"], [q["bid"] for q in quote])
        book = self.ask("GET_ORDER_BOOK", {"symbol": "EURUSD", "depth": 3})
        self.assertEqual((3, 3), (len(book["bids"]), len(book["asks"])))
        self.assertGreater(book["bids"][0]["price"], book["bids"][1]["price"])
        self.assertLess(book["asks"][0]["price"], book["asks"][1]["price"])
        symbols = self.ask("GET_SYMBOL_INFO", {"symbols": ["EURUSD", "USDJPY"]})["symbols"]
        self.assertEqual([5, 3], [s["digits"] for s in symbols])
        self.assertEqual(["FOK", "IOC"], symbols[0]["filling_modes"])

    def test_sessions_are_told_in_utc(self):
        # Monday 01:00 to 24:00 at a server three hours ahead
        self.terminal.control("symbol SHIFTED sessions=1:3600:86400")
        info = self.ask("GET_SYMBOL_INFO", {"symbol": "SHIFTED"})["symbols"][0]
        self.assertEqual([{"day": "SUNDAY", "from": "22:00", "to": "24:00"}, {"day": "MONDAY", "from": "00:00", "to": "21:00"}], info["sessions"])

    def test_symbol_names_are_mapped_but_never_guessed(self):
        for name in ("AUDCAD.m", "NZDCHF.a", "NZDCHF_b", "SOLUSDT"):
            self.terminal.control(f"symbol {name}")
            self.terminal.control(f"price {name} 1.1 1.2")
        self.assertEqual("AUDCAD.m", self.ask("GET_SYMBOL_INFO", {"symbol": "AUDCAD"})["symbols"][0]["broker_symbol"])
        self.assertEqual("AMBIGUOUS_SYMBOL", self.terminal.request("GET_SYMBOL_INFO", {"symbol": "NZDCHF"}).code)
        self.assertEqual("UNKNOWN_SYMBOL", self.terminal.request("GET_SYMBOL_INFO", {"symbol": "SOLUSD"}).code)
        self.assertEqual("UNKNOWN_SYMBOL", self.terminal.open(symbol="eurusd").code)

    def test_ticks_are_streamed_once_and_in_order(self):
        self.assertIn("GBPUSD", self.ask("SUBSCRIBE", {"symbols": ["GBPUSD"]})["symbols"])
        events = self.terminal.events("tick.GBPUSD")
        prices = [f"1.2{n:02d}00" for n in range(50)]
        for price in prices:
            self.terminal.control(f"price GBPUSD {price} 1.30000")
        seen = []
        while len(seen) < len(prices):
            seen.append(events.next(lambda topic, _: topic == "tick.GBPUSD")[1])
        events.close()
        self.assertEqual(prices, [e["data"]["bid"] for e in seen])
        numbers = [e["seq"] for e in seen]
        self.assertEqual(list(range(numbers[0], numbers[0] + len(numbers))), numbers)
        self.assertNotIn("GBPUSD", self.ask("UNSUBSCRIBE", {"symbols": ["GBPUSD"]})["symbols"])

    def test_prices_walk_a_tick_at_a_time(self):
        terminal = Terminal(walk_ms=10, seed=5)
        self.addCleanup(terminal.stop)
        events = terminal.events("tick.EURUSD")
        self.addCleanup(events.close)
        terminal.request("SUBSCRIBE", {"symbols": ["EURUSD"]})
        ticks = [events.next(lambda t, _: t == "tick.EURUSD")[1]["data"] for _ in range(40)]
        bids = [int(tick["bid"].replace(".", "")) for tick in ticks]
        self.assertLessEqual({abs(b - a) for a, b in zip(bids, bids[1:])}, {0, 1})
        self.assertGreater(len(set(bids)), 1)

    def test_events_of_a_trade_and_their_replay(self):
        events = self.terminal.events("event.")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        _, order = events.next(lambda t, e: t == "event.order" and e["data"]["state"] == "FILLED" and e["data"]["client_order_id"] == client_order_id)
        topics = {t for t, _ in events.seen}
        while not {"event.order", "event.deal", "event.position", "event.account"} <= topics:
            topics.add(events.next(lambda t, e: True)[0])
        # Tests share the terminal: news of an earlier one's position may still come.
        ours = lambda t, e: t == "event.position" and e["data"]["client_order_id"] == client_order_id
        opened = next((e for t, e in events.seen if ours(t, e)), None) or events.next(ours)[1]
        events.close()
        self.assertEqual(("OPENED", client_order_id), (opened["data"]["change"], opened["data"]["client_order_id"]))
        replayed = self.ask("REPLAY_EVENTS", {"class": "event", "from_seq": order["seq"], "limit": 1})
        self.assertEqual([order], replayed["events"])
        self.assertEqual((order["seq"] + 1, True), (replayed["next_seq"], replayed["complete"]))

    def test_modify_results_come_as_events(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id, type="LIMIT", price="1.09000", time_in_force="GTC")
        placed = self.terminal.await_state(client_order_id, "PLACED")
        events = self.terminal.events("event.command")
        self.terminal.control("fault retcode=10029")
        command_id = new_id("C")
        self.terminal.command("CANCEL_ORDER", {"order": placed["order"]}, command_id=command_id)
        _, event = events.next(lambda t, e: e["data"]["command_id"] == command_id)
        self.assertEqual(("ERROR", "BUSY", 10029), (event["data"]["status"], event["data"]["error"]["code"], event["data"]["error"]["retcode"]))
        # BUSY may be tried again, by the same command
        self.terminal.command("CANCEL_ORDER", {"order": placed["order"]}, command_id=command_id)
        _, event = events.next(lambda t, e: e["data"]["command_id"] == command_id)
        events.close()
        self.assertEqual(("SUCCESS", "CANCELED"), (event["data"]["status"], event["data"]["data"]["state"]))

    def test_lists_are_paged(self):
        page = self.ask("GET_DEALS", {"since_msc": 0, "page": 7})
        self.assertEqual((7, []), (page["page"], page["deals"]))

    def test_unknown_things_are_refused_with_a_reason(self):
        self.assertEqual("UNKNOWN_ACTION", self.terminal.request("FROBNICATE").code)
        reply = self.terminal.request("GET_POSITIONS", {"magik": 7})
        self.assertEqual(("BAD_REQUEST", "magik"), (reply.code, reply.error["field"]))
        self.assertEqual("NOT_FOUND", self.terminal.status_of(new_id()).code)
        self.assertEqual("NOT_FOUND", self.terminal.command("CANCEL_ORDER", {"client_order_id": new_id()}).code)
        self.assertEqual("NOT_FOUND", self.terminal.command("CLOSE_POSITION", {"client_order_id": new_id(), "ticket": "99"}).code)


if __name__ == "__main__":
    unittest.main()
