"""An order is sent at most once, with what was asked for, or refused with the reason."""

import json
import unittest

from terminal import Terminal, new_id, until


class OrdersTest(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal()
        self.terminal.hello()
        self.addCleanup(self.terminal.stop)

    def test_a_known_id_answers_its_result_and_sends_nothing(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.terminal.await_state(client_order_id, "FILLED")
        for _ in range(3):
            again = self.terminal.open(client_order_id)
            self.assertEqual(("SUCCESS", True, "FILLED"), (again.status, again.duplicate, again.data["state"]))
        self.assertEqual(1, len(self.terminal.deals_of(client_order_id)))

    def test_a_hundred_frames_of_one_order_at_once_are_one_order(self):
        client_order_id = new_id()
        fields = {"epoch": 1, "boot_id": self.terminal.boot_id, "deadline": self.terminal.mono_ms() + 5000, "command_id": "C1"}
        for _ in range(100):
            body = self.terminal.envelope("OPEN_ORDER", self.terminal.open_payload(client_order_id), **fields)
            self.terminal.wire.post(json.dumps(body).encode())
        replies = [json.loads(self.terminal.wire.fetch()[1]) for _ in range(100)]
        self.assertEqual(99, sum(r["duplicate"] for r in replies))
        self.terminal.await_state(client_order_id, "FILLED")
        self.assertEqual(1, self.terminal.ledger()["requests"])

    def test_same_id_other_payload_is_an_alarm(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        reply = self.terminal.open(client_order_id, payload_hash="cd" * 32, volume="0.20")
        self.assertEqual("PAYLOAD_MISMATCH", reply.code)
        self.assertEqual(1, self.terminal.ledger()["requests"])

    def test_commands_need_hello_boot_epoch_and_time(self):
        boot_id = self.terminal.boot_id
        self.terminal.kill()
        self.terminal.start()
        self.terminal.offset = 0
        payload = self.terminal.open_payload()
        deadline = self.terminal.request("PING").data["mono_ms"] + 5000
        fields = {"epoch": 1, "boot_id": boot_id, "deadline": deadline, "command_id": "C1"}
        self.assertEqual("NO_HELLO", self.terminal.request("OPEN_ORDER", payload, **fields).code)
        self.terminal.hello(epoch=5)
        self.assertEqual("WRONG_BOOT", self.terminal.request("OPEN_ORDER", payload, **{**fields, "epoch": 5}).code)
        fields["boot_id"] = self.terminal.boot_id
        # neither left anything behind: the same order now trades
        sent = self.terminal.request("OPEN_ORDER", payload, **{**fields, "epoch": 5, "deadline": self.terminal.mono_ms() + 5000})
        self.assertEqual("PENDING", sent.status, sent)
        stale = self.terminal.open(fields={"epoch": 4})
        self.assertEqual("STALE_EPOCH", stale.code)
        late_id = new_id()
        late = self.terminal.open(late_id, fields={"deadline": self.terminal.mono_ms() - 50})
        self.assertEqual("DEADLINE_PASSED", late.code)
        self.assertEqual("EXPIRED", self.terminal.status_of(late_id).data["state"])
        for missing in ("epoch", "boot_id", "deadline", "command_id"):
            reply = self.terminal.open(fields={missing: None})
            self.assertEqual(("BAD_REQUEST", missing), (reply.code, reply.error["field"]))
        self.assertEqual(1, self.terminal.ledger()["requests"])

    def test_the_highest_epoch_survives_a_restart(self):
        self.terminal.hello(epoch=9)
        self.terminal.kill()
        self.terminal.start()
        self.terminal.hello(epoch=3)
        self.assertEqual("STALE_EPOCH", self.terminal.open().code)
        self.assertEqual("STALE_EPOCH", self.terminal.fence(new_id()).code)

    def test_a_definitive_refusal_stays(self):
        client_order_id = new_id()
        self.assertEqual("INVALID_VOLUME", self.terminal.open(client_order_id, volume="0.001").code)
        self.terminal.control("symbol EURUSD volume_min=0.001 volume_step=0.001")
        again = self.terminal.open(client_order_id, volume="0.001")
        self.assertEqual(("INVALID_VOLUME", True), (again.code, again.duplicate))
        stored = self.terminal.status_of(client_order_id).data
        self.assertEqual(("REJECTED", None, "BUY"), (stored["state"], stored["retcode"], stored["side"]))
        self.assertEqual(0, self.terminal.ledger()["requests"])

    def test_pre_checks(self):
        def code(**changes):
            return self.terminal.open(**changes).code
        for volume in ("0", "-0.10", "0.105", "1000", "0.1000000001"):
            self.assertEqual("INVALID_VOLUME", code(volume=volume), volume)
        for volume in ("NaN", "1e5", "", "Infinity", "0x1", " 1", "1.", None):
            self.assertEqual("BAD_REQUEST", code(volume=volume), volume)
        self.assertEqual("INVALID_PRICE", code(type="LIMIT", price="0", time_in_force="GTC"))
        self.assertEqual("INVALID_PRICE", code(type="LIMIT", price="1.090001", time_in_force="GTC"))
        self.assertEqual("INVALID_PRICE", code(type="LIMIT", price="1.20000", time_in_force="GTC"))
        self.assertEqual("INVALID_STOPS", code(stop_loss="1.20000"))
        self.assertEqual("INVALID_STOPS", code(take_profit="1.00000"))
        self.assertEqual("BAD_REQUEST", code(type="LIMIT", price="1.09000", time_in_force="IOC"))
        self.assertEqual("BAD_REQUEST", code(time_in_force="GTD"))
        self.assertEqual("BAD_REQUEST", code(client_order_id="lower-case"))
        self.assertEqual("INVALID_PRICE", code(price="1.09400", deviation_points=5))
        self.terminal.control("symbol EURUSD stops_level=100")
        self.assertEqual("INVALID_STOPS", code(stop_loss="1.09450"))
        self.terminal.control("balance 10")
        self.assertEqual("NO_MONEY", code())
        self.terminal.control("symbol EURUSD mode=0")
        self.assertEqual("TRADE_DISABLED", code())
        self.terminal.control("symbol EURUSD mode=2")
        self.assertEqual("TRADE_DISABLED", code())
        self.terminal.control("symbol EURUSD mode=4 sessions=0:0:1,1:0:1,2:0:1,3:0:1,4:0:1,5:0:1,6:0:1")
        self.assertEqual("MARKET_CLOSED", code())
        self.terminal.control("trade_allowed 0")
        self.assertEqual("TRADE_DISABLED", code())
        self.terminal.control("connected 0")
        self.assertEqual("NOT_CONNECTED", code())
        self.assertEqual(0, self.terminal.ledger()["requests"])

    def test_partial_fill_of_an_ioc_ends_with_what_was_filled(self):
        self.terminal.control("symbol EURUSD filling=2")
        self.terminal.control("fault partial=0.04")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        result = until(lambda: self.terminal.await_state(client_order_id, "CANCELED"), lambda r: r["retcode"] == 10010)
        self.assertEqual(("0.04", "0.06"), (result["filled_volume"], result["remaining_volume"]))

    def test_a_partly_filled_resting_order_is_working_until_it_is_full(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id, type="LIMIT", price="1.09000", time_in_force="GTC")
        placed = self.terminal.await_state(client_order_id, "PLACED")
        self.terminal.control(f"fill {placed['order']} 0.03")
        self.assertEqual("0.03", self.terminal.await_state(client_order_id, "PARTIALLY_FILLED")["filled_volume"])
        self.terminal.control(f"fill {placed['order']} 0.07")
        result = self.terminal.await_state(client_order_id, "FILLED")
        self.assertEqual(2, len(result["deals"]))

    def test_a_partly_filled_order_that_is_cancelled_keeps_its_fill(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id, type="LIMIT", price="1.09000", time_in_force="GTC")
        placed = self.terminal.await_state(client_order_id, "PLACED")
        self.terminal.control(f"fill {placed['order']} 0.03")
        self.terminal.command("CANCEL_ORDER", {"client_order_id": client_order_id})
        result = self.terminal.await_state(client_order_id, "CANCELED")
        self.assertEqual("0.03", result["filled_volume"])

    def test_filling_modes_follow_the_symbol(self):
        for filling, wanted in ((1, 0), (2, 1), (3, 0)):
            self.terminal.control(f"symbol EURUSD filling={filling}")
            result = self.terminal.opened(time_in_force="GTC")
            used = next(o for o in self.terminal.ledger()["history"] if o["order"] == int(result["order"]))
            self.assertEqual(wanted, used["filling"])
        self.terminal.control("symbol EURUSD filling=0 execution=3")
        self.terminal.opened(time_in_force="GTC")
        self.terminal.control("symbol EURUSD filling=2")
        self.assertEqual("BAD_REQUEST", self.terminal.open(time_in_force="FOK").code)

    def test_an_invalid_filling_is_changed_once(self):
        self.terminal.control("fault retcode=10030")
        result = self.terminal.opened(time_in_force="GTC")
        self.assertEqual(2, self.terminal.ledger()["requests"])
        used = next(o for o in self.terminal.ledger()["history"] if o["order"] == int(result["order"]))
        self.assertEqual(1, used["filling"])
        self.terminal.control("fault retcode=10030 count=2")
        client_order_id = new_id()
        self.terminal.open(client_order_id, time_in_force="GTC")
        self.assertEqual(10030, self.terminal.await_state(client_order_id, "REJECTED")["retcode"])
        self.assertEqual(4, self.terminal.ledger()["requests"])

    def test_requotes_are_tried_again_at_the_fresh_price(self):
        self.terminal.control("symbol EURUSD execution=1")
        self.terminal.control("fault requote=3")
        result = self.terminal.opened()
        self.assertEqual("1.0951300", result["filled_price"])
        # but not beyond what the caller accepts
        self.terminal.control("fault requote=30")
        client_order_id = new_id()
        self.terminal.open(client_order_id, price="1.09513", deviation_points=10)
        result = self.terminal.await_state(client_order_id, "REJECTED")
        self.assertIn("deviation_points", result["reason"])

    def test_a_hedging_close_closes_its_ticket(self):
        first, second = self.terminal.opened(), self.terminal.opened()
        part, rest = new_id(), new_id()
        self.terminal.command("CLOSE_POSITION", {"client_order_id": part, "ticket": first["ticket"], "volume": "0.04"})
        self.assertEqual("0.04", self.terminal.await_answered_fill(part)["filled_volume"])
        too_much = self.terminal.command("CLOSE_POSITION", {"client_order_id": new_id(), "ticket": first["ticket"], "volume": "0.07"})
        self.assertEqual("INVALID_VOLUME", too_much.code)
        self.terminal.control("fault latency=500")
        self.terminal.command("CLOSE_POSITION", {"client_order_id": rest, "ticket": first["ticket"]})
        busy = self.terminal.command("CLOSE_POSITION", {"client_order_id": new_id(), "ticket": first["ticket"]})
        self.assertEqual("BUSY", busy.code)
        closed = self.terminal.await_state(rest, "FILLED")
        self.assertEqual(("OUT", first["ticket"]), (closed["deals"][0]["entry"], closed["deals"][0]["position"]))
        again = self.terminal.command("CLOSE_POSITION", {"client_order_id": rest, "ticket": first["ticket"]})
        self.assertEqual(("SUCCESS", True), (again.status, again.duplicate))
        self.assertEqual([int(second["ticket"])], [p["ticket"] for p in self.terminal.ledger()["positions"]])

    def test_close_by_magic_and_all(self):
        for magic in (1, 1, 2, 3):
            self.terminal.opened(magic=magic)
        client_order_id = new_id()
        reply = self.terminal.command("CLOSE_POSITION", {"client_order_id": client_order_id, "magic": 1})
        self.assertEqual(("PENDING", 2), (reply.status, len(reply.data["results"])))
        done = until(lambda: self.terminal.command("CLOSE_POSITION", {"client_order_id": client_order_id, "magic": 1}), lambda r: r.status == "SUCCESS")
        self.assertTrue(done.duplicate)
        self.assertEqual(["FILLED", "FILLED"], [r["data"]["state"] for r in done.data["results"]])
        self.assertEqual([2, 3], sorted(p["magic"] for p in self.terminal.ledger()["positions"]))
        self.terminal.command("CLOSE_POSITION", {"client_order_id": new_id(), "all": True, "symbol": "EURUSD"})
        until(self.terminal.ledger, lambda ledger: not ledger["positions"])
        self.assertEqual(8, self.terminal.ledger()["requests"])

    def test_stop_loss_is_reported_as_such(self):
        events = self.terminal.events("event.deal", "event.position")
        result = self.terminal.opened(stop_loss="1.09000")
        self.terminal.control("price EURUSD 1.08990 1.09000")
        _, deal = events.next(lambda t, e: t == "event.deal" and e["data"]["entry"] == "OUT")
        _, position = events.next(lambda t, e: t == "event.position" and e["data"]["change"] == "CLOSED")
        events.close()
        self.assertEqual(("SL", result["ticket"]), (deal["data"]["reason"], deal["data"]["position"]))
        self.assertEqual(result["ticket"], position["data"]["ticket"])

    def test_a_lost_answer_is_found_out_from_the_events(self):
        self.terminal.control("fault answer=0")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.assertEqual("0.10", self.terminal.await_state(client_order_id, "FILLED")["filled_volume"])

    def test_answer_and_events_lost_is_found_in_the_history(self):
        self.terminal.control("fault answer=0 events=0")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.assertEqual("UNKNOWN", self.terminal.fence(client_order_id).code)
        result = self.terminal.await_state(client_order_id, "FILLED")
        self.assertEqual("0.10", result["filled_volume"])
        self.assertEqual(1, self.terminal.ledger()["requests"])

    def test_a_dropped_order_is_unknown_until_it_is_fenced(self):
        self.terminal.control("fault execute=0 answer=0")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.terminal.await_state(client_order_id, "UNKNOWN")
        again = self.terminal.open(client_order_id)
        self.assertEqual(("UNKNOWN", True), (again.code, again.duplicate))
        fenced = until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS")
        self.assertEqual("FENCED", fenced.data["state"])
        self.assertEqual("FENCED", self.terminal.open(client_order_id).code)
        self.assertEqual(1, self.terminal.ledger()["requests"])

    def test_fence_waits_for_the_connection_and_for_what_is_under_way(self):
        self.terminal.control("fault latency=300")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.assertEqual("UNKNOWN", self.terminal.fence(client_order_id).code)
        fenced = until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS")
        self.assertEqual("FILLED", fenced.data["state"])
        self.terminal.control("connected 0")
        other = new_id()
        self.assertEqual("UNKNOWN", self.terminal.fence(other).code)
        self.terminal.control("connected 1")
        self.assertEqual("FENCED", self.terminal.fence(other).data["state"])
        self.terminal.kill()
        self.terminal.start()
        self.terminal.hello()
        self.assertEqual("FENCED", self.terminal.open(other).code)

    def test_a_replaced_comment_keeps_the_fence_from_lying(self):
        self.terminal.control("comments replace")
        self.terminal.control("fault answer=0 events=0")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.terminal.await_state(client_order_id, "UNKNOWN")
        until(lambda: self.terminal.ledger()["deals"], lambda deals: len(deals) == 1)
        for _ in range(3):
            self.assertEqual("UNKNOWN", self.terminal.fence(client_order_id).code)

    def test_a_cut_comment_is_still_found(self):
        self.terminal.control("comments cut")
        self.terminal.control("fault answer=0 events=0")
        client_order_id = new_id("LONG")
        self.terminal.open(client_order_id)
        self.assertEqual("FILLED", self.terminal.await_state(client_order_id, "FILLED")["state"])

    def test_events_in_any_order_give_the_same_result(self):
        self.terminal.control("shuffle 1")
        for _ in range(20):
            result = self.terminal.opened()
            self.assertEqual("0.10", result["filled_volume"])

    def test_nothing_is_sent_without_a_journal_on_disk(self):
        position = self.terminal.opened()["ticket"]
        self.terminal.control("disk full")
        self.assertEqual("INTERNAL", self.terminal.open().code)
        self.assertEqual("INTERNAL", self.terminal.command("CLOSE_POSITION", {"client_order_id": new_id(), "ticket": position}).code)
        change = {"ticket": position, "revision": 1, "stop_loss": "1.08000"}
        self.assertEqual("INTERNAL", self.terminal.command("MODIFY_POSITION", change).code)
        self.assertEqual("INTERNAL", self.terminal.fence(new_id()).code)
        self.assertEqual(1, self.terminal.ledger()["requests"])
        self.terminal.control("disk free")
        self.terminal.opened()


class NettingTest(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal(margin_mode="netting")
        self.addCleanup(self.terminal.stop)

    def test_orders_of_one_symbol_are_one_position(self):
        self.assertEqual("NETTING", self.terminal.hello().data["account"]["margin_mode"])
        first = self.terminal.opened(volume="0.10")
        second = self.terminal.opened(volume="0.20")
        self.assertEqual(first["ticket"], second["ticket"])
        reduced = self.terminal.opened(side="SELL", volume="0.05")
        self.assertEqual("OUT", reduced["deals"][0]["entry"])
        reversed_ = self.terminal.opened(side="SELL", volume="0.50")
        self.assertEqual("INOUT", reversed_["deals"][0]["entry"])
        position = self.terminal.request("GET_POSITIONS").data["positions"][0]
        self.assertEqual(("SELL", "0.25"), (position["side"], position["volume"]))

    def test_a_close_never_reverses(self):
        result = self.terminal.hello() and self.terminal.opened(volume="0.10")
        self.terminal.control("fault latency=500")
        first, second = new_id(), new_id()
        self.terminal.command("CLOSE_POSITION", {"client_order_id": first, "ticket": result["ticket"]})
        self.assertEqual("BUSY", self.terminal.command("CLOSE_POSITION", {"client_order_id": second, "ticket": result["ticket"]}).code)
        self.terminal.await_answered_fill(first)
        self.assertEqual("NOT_FOUND", self.terminal.command("CLOSE_POSITION", {"client_order_id": second, "ticket": result["ticket"]}).code)
        self.assertEqual([], self.terminal.ledger()["positions"])

    def test_a_close_tried_again_does_not_reverse_what_has_become_smaller(self):
        ticket = self.terminal.hello() and self.terminal.opened(volume="0.20")["ticket"]
        self.terminal.control("fault retcode=10028 latency=300")
        closing = new_id()
        self.terminal.command("CLOSE_POSITION", {"client_order_id": closing, "ticket": ticket})
        self.terminal.control("manual sell=1 volume=0.15")
        self.assertIn("smaller", self.terminal.await_state(closing, "REJECTED")["reason"])
        self.assertEqual([0.05], [p["volume"] for p in self.terminal.ledger()["positions"]])


if __name__ == "__main__":
    unittest.main()
