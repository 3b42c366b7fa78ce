"""The kill switch: latched before it answers, at once even while an order hangs, and for as long as nobody resets it."""

import json
import os
import time
import unittest

from terminal import Terminal, new_id, until


class KillTest(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal()
        self.terminal.hello()
        self.addCleanup(self.terminal.stop)

    def kill_switch(self, kill_epoch=1, wire=None, **payload):
        return self.terminal.request("KILL_SWITCH", {"kill_epoch": kill_epoch, **payload}, wire=wire, epoch=self.terminal.epoch)

    def test_acknowledged_at_once_while_an_order_hangs_at_the_broker(self):
        self.terminal.control("fault latency=2000")
        hanging = new_id()
        self.terminal.open(hanging)
        wire = self.terminal.connect()
        self.terminal.request("PING", wire=wire)
        started = time.monotonic()
        reply = self.kill_switch(wire=wire, close_positions=True, cancel_orders=True)
        took = (time.monotonic() - started) * 1000
        print(f"kill switch acknowledged in {took:.1f} ms while an order hangs 2 s at the broker")
        self.assertEqual(("SUCCESS", {"latched": True, "kill_epoch": 1}), (reply.status, reply.data))
        self.assertLess(took, 100)
        # the hanging order fills all the same, and is closed again
        self.terminal.await_state(hanging, "FILLED")
        until(self.terminal.ledger, lambda ledger: not ledger["positions"])
        self.assertEqual(2, self.terminal.ledger()["requests"])

    def test_the_synchronous_way_answers_after_the_broker_does(self):
        self.terminal.kill()
        self.terminal.start(inputs={"AsyncOrders": "false"})
        self.terminal.hello()
        self.terminal.control("fault latency=300")
        body = self.terminal.envelope("OPEN_ORDER", self.terminal.open_payload(), epoch=1, boot_id=self.terminal.boot_id,
                                      deadline=self.terminal.mono_ms() + 5000, command_id="C1")
        self.terminal.wire.post(json.dumps(body).encode())
        until(lambda: self.terminal.ledger()["requests"], lambda n: n == 1)
        reply = self.kill_switch(wire=self.terminal.connect())
        self.assertTrue(reply.data["latched"])
        self.assertEqual("KILLED", self.terminal.open().code)

    def test_a_burst_after_the_acknowledgement_opens_nothing(self):
        self.kill_switch()
        before = self.terminal.ledger()["requests"]
        for _ in range(200):
            self.assertEqual("KILLED", self.terminal.open().code)
        resting = self.terminal.open(type="LIMIT", price="1.09000", time_in_force="GTC")
        self.assertEqual("KILLED", resting.code)
        self.assertEqual(before, self.terminal.ledger()["requests"])

    def test_a_retry_under_way_is_stopped(self):
        self.terminal.control("fault retcode=10024 count=9")
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        until(lambda: self.terminal.ledger()["requests"], lambda n: n >= 1)
        self.kill_switch()
        before = self.terminal.ledger()["requests"]
        self.terminal.control("clear")
        result = self.terminal.await_state(client_order_id, "REJECTED")
        self.assertIn("kill", result["reason"])
        self.assertEqual(before, self.terminal.ledger()["requests"])

    def test_orders_are_cancelled_and_positions_closed_each_reported(self):
        tickets = [self.terminal.opened()["ticket"] for _ in range(3)]
        resting = new_id()
        self.terminal.open(resting, type="LIMIT", price="1.09000", time_in_force="GTC")
        order = self.terminal.await_state(resting, "PLACED")["order"]
        events = self.terminal.events("event.kill")
        self.terminal.control("fault retcode=10018")
        self.kill_switch(cancel_orders=True, close_positions=True, reason="test")
        events.next(lambda t, e: e["data"]["step"] == "FLAT")
        events.close()
        steps = [(e["data"]["step"], e["data"]["ticket"] or e["data"]["order"]) for _, e in events.seen if _ == "event.kill"]
        self.assertEqual(("LATCHED", None), steps[0])
        for ticket in tickets:
            self.assertIn(("CLOSED", ticket), steps)
        self.assertIn(("CANCELED", order), steps)
        self.assertEqual(1, sum(step == "FAILED" for step, _ in steps))
        self.assertEqual(([], []), (self.terminal.ledger()["positions"], self.terminal.ledger()["working"]))
        # opened 3 and 1, cancelled 1, closed 3, one of them twice
        self.assertEqual(9, self.terminal.ledger()["requests"])

    def test_the_working_rest_of_a_market_order_is_cancelled(self):
        self.terminal.control("symbol EURUSD filling=0 execution=3")
        self.terminal.control("fault partial=0.04")
        client_order_id = new_id()
        self.terminal.open(client_order_id, time_in_force="GTC")
        self.terminal.await_state(client_order_id, "PARTIALLY_FILLED")
        self.kill_switch(cancel_orders=True, close_positions=True)
        until(self.terminal.ledger, lambda ledger: not ledger["positions"] and not ledger["working"])
        self.assertEqual("0.04", self.terminal.await_state(client_order_id, "CANCELED")["filled_volume"])

    def test_netting_is_flattened_once(self):
        terminal = Terminal(margin_mode="netting")
        self.addCleanup(terminal.stop)
        terminal.hello()
        terminal.opened(volume="0.30")
        terminal.control("latency 50")
        for _ in range(5):
            terminal.request("KILL_SWITCH", {"kill_epoch": 1, "close_positions": True}, epoch=1)
        until(terminal.ledger, lambda ledger: not ledger["positions"])
        self.assertEqual(2, terminal.ledger()["requests"])

    def test_scope(self):
        mine, other = self.terminal.opened(magic=1), self.terminal.opened(magic=2)
        self.kill_switch(scope={"magic": 1}, close_positions=True)
        until(self.terminal.ledger, lambda ledger: [p["ticket"] for p in ledger["positions"]] == [int(other["ticket"])])
        self.assertEqual("KILLED", self.terminal.open(magic=1).code)
        self.terminal.opened(magic=2)
        self.kill_switch(scope={"symbol": "GBPUSD"})
        self.assertEqual("KILLED", self.terminal.open(symbol="GBPUSD", magic=2).code)
        self.terminal.opened(magic=2)

    def test_what_reduces_risk_still_works(self):
        position = self.terminal.opened()["ticket"]
        resting = new_id()
        self.terminal.open(resting, type="LIMIT", price="1.09000", time_in_force="GTC")
        self.terminal.await_state(resting, "PLACED")
        self.kill_switch()
        modify = self.terminal.command("MODIFY_ORDER", {"client_order_id": resting, "revision": 1, "price": "1.09100"})
        self.assertEqual("KILLED", modify.code)
        self.assertEqual("PENDING", self.terminal.command("MODIFY_POSITION", {"ticket": position, "revision": 1, "stop_loss": "1.08000"}).status)
        self.terminal.command("CANCEL_ORDER", {"client_order_id": resting})
        self.terminal.await_state(resting, "CANCELED")
        closing = new_id()
        self.terminal.command("CLOSE_POSITION", {"client_order_id": closing, "ticket": position})
        self.terminal.await_state(closing, "FILLED")

    def test_the_latch_survives_restarts_and_the_loss_of_either_place(self):
        self.kill_switch(kill_epoch=4)
        kill_file = self.terminal.data + "/files/Interlock/kill-50001.jsonl"
        variables = self.terminal.data + "/variables.tsv"
        for lost in (None, kill_file, variables):
            self.terminal.kill()
            if lost:
                os.remove(lost)
            self.terminal.start()
            hello = self.terminal.hello()
            self.assertEqual({"latched": True, "kill_epoch": 4}, hello.data["kill"])
            self.assertEqual("KILLED", self.terminal.open().code)
        self.assertTrue(os.path.exists(kill_file) and os.path.exists(variables))

    def test_only_a_reset_of_its_own_epoch_clears_it(self):
        self.kill_switch(kill_epoch=7)
        self.kill_switch(kill_epoch=3)
        reset = {"kill_epoch": 6}
        self.assertEqual("STALE_EPOCH", self.terminal.request("RESET_KILL_SWITCH", reset, epoch=1).code)
        self.assertEqual("STALE_EPOCH", self.terminal.request("RESET_KILL_SWITCH", {"kill_epoch": 7}, epoch=0).code)
        self.assertEqual("BAD_REQUEST", self.terminal.request("RESET_KILL_SWITCH", {"kill_epoch": 7}).code)
        self.assertEqual("KILLED", self.terminal.open().code)
        self.assertEqual("SUCCESS", self.terminal.request("RESET_KILL_SWITCH", {"kill_epoch": 7}, epoch=1).status)
        self.terminal.opened()
        self.terminal.kill()
        self.terminal.start()
        self.assertFalse(self.terminal.hello().data["kill"]["latched"])

    def test_an_old_writer_can_still_kill_and_nobody_needs_hello(self):
        self.terminal.hello(epoch=5)
        self.terminal.kill()
        self.terminal.start()
        reply = self.terminal.request("KILL_SWITCH", {"kill_epoch": 1}, epoch=2)
        self.assertTrue(reply.data["latched"])

    def test_flattening_goes_on_after_a_restart(self):
        self.terminal.opened()
        self.terminal.control("trade_allowed 0")
        self.kill_switch(close_positions=True)
        self.terminal.kill()
        self.terminal.start()
        until(self.terminal.ledger, lambda ledger: not ledger["positions"])

    def test_a_latch_that_cannot_be_written_is_in_force_and_says_so(self):
        self.terminal.control("disk full")
        reply = self.kill_switch()
        self.assertEqual("INTERNAL", reply.code)
        self.assertEqual("INTERNAL", self.kill_switch().code, "still not on disk")
        self.assertNotIn(self.terminal.open().status, ("SUCCESS", "PENDING"))
        self.terminal.control("disk free")
        self.assertEqual("SUCCESS", self.kill_switch().status)
        self.terminal.kill()
        self.terminal.start()
        self.terminal.hello()
        self.assertEqual("KILLED", self.terminal.open().code)

    def test_a_lost_part_of_the_latch_counts_as_a_latch_on_everything(self):
        self.kill_switch(kill_epoch=4, scope={"symbol": "EURUSD"})
        kill_file = self.terminal.data + "/files/Interlock/kill-50001.jsonl"
        with open(kill_file, "rb") as file:
            narrow = file.read()
        self.kill_switch(kill_epoch=5)
        with open(kill_file, "rb") as file:
            both = file.read()
        for left, variables_too in ((narrow, False), (both[:len(narrow) + 20] + b"X" + both[len(narrow) + 21:], True)):
            self.terminal.kill()
            with open(kill_file, "wb") as file:
                file.write(left)
            if variables_too:
                os.remove(self.terminal.data + "/variables.tsv")
            self.terminal.start()
            self.terminal.hello()
            self.assertEqual("KILLED", self.terminal.open(symbol="GBPUSD").code)


if __name__ == "__main__":
    unittest.main()
