"""Every retcode of the trade server ends in the state it proves, on both ways of sending."""

import unittest

from terminal import Terminal, new_id, until

NAMES = {
    10004: "REQUOTE", 10006: "REJECT", 10007: "CANCEL", 10008: "PLACED", 10009: "DONE", 10010: "DONE_PARTIAL", 10011: "ERROR", 10012: "TIMEOUT",
    10013: "INVALID", 10014: "INVALID_VOLUME", 10015: "INVALID_PRICE", 10016: "INVALID_STOPS", 10017: "TRADE_DISABLED", 10018: "MARKET_CLOSED",
    10019: "NO_MONEY", 10020: "PRICE_CHANGED", 10021: "PRICE_OFF", 10022: "INVALID_EXPIRATION", 10023: "ORDER_CHANGED",
    10024: "TOO_MANY_REQUESTS", 10025: "NO_CHANGES", 10026: "SERVER_DISABLES_AT", 10027: "CLIENT_DISABLES_AT", 10028: "LOCKED", 10029: "FROZEN",
    10030: "INVALID_FILL", 10031: "CONNECTION", 10032: "ONLY_REAL", 10033: "LIMIT_ORDERS", 10034: "LIMIT_VOLUME", 10035: "INVALID_ORDER",
    10036: "POSITION_CLOSED", 10038: "INVALID_CLOSE_VOLUME", 10039: "CLOSE_ORDER_EXIST", 10040: "LIMIT_POSITIONS", 10041: "REJECT_CANCEL",
    10042: "LONG_ONLY", 10043: "SHORT_ONLY", 10044: "CLOSE_ONLY", 10045: "FIFO_CLOSE", 10046: "HEDGE_PROHIBITED",
}
RETRIED = {10004, 10020, 10021}
LATER = {10024, 10028, 10029}
UNKNOWN = {0, 10011, 10012, 10031, 10005, 10099}
DONE = {10008, 10009, 10010, 10025}
REFUSED = set(NAMES) - RETRIED - LATER - UNKNOWN - DONE - {10030}


class RetcodesTest(unittest.TestCase):
    def start(self, asynchronous):
        self.terminal = Terminal(inputs={"AsyncOrders": "true" if asynchronous else "false", "FenceGraceMs": 50})
        self.addCleanup(self.terminal.stop)
        self.terminal.hello()

    def requests(self):
        return self.terminal.ledger()["requests"]

    def ends(self, client_order_id, state, retcode, sends):
        # the fill may be seen before the answer that carries the retcode
        expected = (retcode, NAMES.get(retcode, f"RETCODE_{retcode}")) if retcode else (None, None)
        result = until(lambda: self.terminal.await_state(client_order_id, state), lambda r: r["retcode"] == expected[0])
        self.assertEqual(expected, (result["retcode"], result["retcode_name"]))
        self.assertEqual(sends, self.requests() - self.before, retcode)
        return result

    def meet(self, retcode, count=1, **changes):
        self.before = self.requests()
        executed = 0 if retcode == 0 else None
        self.terminal.control(f"fault retcode={retcode} count={count}" + (" execute=0" if executed == 0 else ""))
        client_order_id = new_id()
        return client_order_id, self.terminal.open(client_order_id, **changes)

    def test_refusals_are_final(self):
        for asynchronous in (True, False):
            self.start(asynchronous)
            for retcode in sorted(REFUSED):
                with self.subTest(retcode=retcode, asynchronous=asynchronous):
                    client_order_id, reply = self.meet(retcode)
                    if not asynchronous:
                        self.assertEqual(("REJECTED", retcode), (reply.code, reply.error["retcode"]))
                    self.ends(client_order_id, "REJECTED", retcode, 1)
                    again = self.terminal.open(client_order_id)
                    self.assertEqual(("REJECTED", True), (again.code, again.duplicate))

    def test_unknown_answers_prove_nothing_and_are_never_sent_again(self):
        for asynchronous in (True, False):
            self.start(asynchronous)
            for retcode in sorted(UNKNOWN):
                with self.subTest(retcode=retcode, asynchronous=asynchronous):
                    client_order_id, reply = self.meet(retcode)
                    if not asynchronous:
                        self.assertEqual("UNKNOWN", reply.code)
                    self.ends(client_order_id, "UNKNOWN", retcode, 1)
                    fenced = until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS")
                    self.assertEqual("FENCED", fenced.data["state"])

    def test_unknown_answers_of_executed_orders_are_found_filled(self):
        for asynchronous in (True, False):
            self.start(asynchronous)
            for retcode in (10011, 10012, 10031, 10006, 10004):
                with self.subTest(retcode=retcode, asynchronous=asynchronous):
                    if not asynchronous and retcode in (10006, 10004):
                        continue  # the synchronous answer is all there is: a broker that lies cannot be found out in time
                    self.before = self.requests()
                    self.terminal.control(f"fault retcode={retcode} execute=1")
                    client_order_id = new_id()
                    self.terminal.open(client_order_id)
                    result = self.terminal.await_state(client_order_id, "FILLED")
                    self.assertEqual("0.10", result["filled_volume"])
                    self.assertEqual(1, self.requests() - self.before)
                    self.assertEqual(1, len(self.terminal.deals_of(client_order_id)))

    def test_requotes_are_tried_three_times_more(self):
        for asynchronous in (True, False):
            self.start(asynchronous)
            for retcode in sorted(RETRIED):
                with self.subTest(retcode=retcode, asynchronous=asynchronous):
                    client_order_id, _ = self.meet(retcode, count=3)
                    self.ends(client_order_id, "FILLED", 10009, 4)
                    client_order_id, _ = self.meet(retcode, count=4)
                    self.ends(client_order_id, "REJECTED", retcode, 4)

    def test_a_crowded_server_is_tried_again_a_little_later(self):
        self.start(True)
        for retcode in sorted(LATER):
            with self.subTest(retcode=retcode):
                client_order_id, _ = self.meet(retcode)
                self.ends(client_order_id, "FILLED", 10009, 2)
                client_order_id, _ = self.meet(retcode, count=4)
                self.ends(client_order_id, "REJECTED", retcode, 4)

    def test_waiting_in_line_ends_with_the_deadline(self):
        self.start(True)
        self.terminal.control("fault retcode=10024 count=9")
        client_order_id = new_id()
        self.terminal.open(client_order_id, fields={"ttl_ms": 300})
        result = self.terminal.await_state(client_order_id, "EXPIRED")
        self.assertIn("deadline", result["reason"])
        self.assertLess(self.requests(), 4)

    def test_a_synchronous_caller_may_come_again(self):
        self.start(False)
        client_order_id, reply = self.meet(10024)
        self.assertEqual("BUSY", reply.code)
        self.assertEqual("NOT_FOUND", self.terminal.status_of(client_order_id).code)
        reply = self.terminal.open(client_order_id)
        self.assertEqual(("SUCCESS", False, "FILLED"), (reply.status, reply.duplicate, reply.data["state"]))

    def test_a_done_without_an_order_is_not_believed(self):
        self.start(True)
        for retcode in sorted(DONE):
            with self.subTest(retcode=retcode):
                self.before = self.requests()
                self.terminal.control(f"fault retcode={retcode} execute=0")
                client_order_id = new_id()
                self.terminal.open(client_order_id)
                self.ends(client_order_id, "UNKNOWN", retcode, 1)

    def test_no_changes_is_a_modify_that_succeeded(self):
        self.start(True)
        result = self.terminal.opened(stop_loss="1.08000")
        change = {"ticket": result["ticket"], "revision": 1, "stop_loss": "1.08000"}
        command_id = new_id("C")
        self.terminal.command("MODIFY_POSITION", change, command_id=command_id)
        until(lambda: self.terminal.command("MODIFY_POSITION", change, command_id=command_id), lambda r: r.status == "SUCCESS")

    def test_synchronous_fills_answer_at_once(self):
        self.start(False)
        reply = self.terminal.open()
        self.assertEqual(("SUCCESS", "FILLED", "0.10"), (reply.status, reply.data["state"], reply.data["filled_volume"]))
        self.assertNotIn("ASYNC", self.terminal.hello().data["capabilities"])
        placed = self.terminal.open(type="LIMIT", price="1.09000", time_in_force="GTC")
        self.assertEqual(("SUCCESS", "PLACED"), (placed.status, placed.data["state"]))
        cancelled = self.terminal.command("CANCEL_ORDER", {"order": placed.data["order"]})
        self.assertEqual(("SUCCESS", "CANCELED"), (cancelled.status, cancelled.data["state"]))
        self.terminal.control("symbol EURUSD filling=2")
        self.terminal.control("fault partial=0.03")
        partial = self.terminal.open()
        self.assertEqual(("SUCCESS", "CANCELED", "0.03"), (partial.status, partial.data["state"], partial.data["filled_volume"]))


if __name__ == "__main__":
    unittest.main()
