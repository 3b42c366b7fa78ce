"""The terminal dies at every step of an order: after the restart there is one order or none, and the truth is told."""

import glob
import json
import os
import unittest

from terminal import Terminal, new_id, until


class CrashTest(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal(latency_ms=5)
        self.terminal.hello()
        self.addCleanup(self.terminal.stop)

    def die(self, point, action, payload):
        """Sends a command that kills the terminal at the crash point; starts it again."""
        self.terminal.control(f"crash {point}")
        body = self.terminal.envelope(action, payload, epoch=1, boot_id=self.terminal.boot_id, deadline=self.terminal.mono_ms() + 5000,
                                      command_id=new_id("C"))
        self.terminal.wire.post(json.dumps(body).encode())
        self.assertEqual(-9, self.terminal.wait_for_death())
        old = self.terminal.boot_id
        self.terminal.start()
        self.terminal.hello()
        self.assertNotEqual(old, self.terminal.boot_id)

    def restart(self, asynchronous, grace_ms):
        self.terminal.kill()
        self.terminal.start(inputs={"AsyncOrders": asynchronous, "FenceGraceMs": grace_ms})
        self.terminal.hello()

    def die_opening(self, point):
        client_order_id = new_id()
        self.payload = self.terminal.open_payload(client_order_id)
        self.die(point, "OPEN_ORDER", self.payload)
        return client_order_id

    def again(self):
        return self.terminal.command("OPEN_ORDER", self.payload)

    def test_before_the_journal_was_flushed_nothing_is_known(self):
        # the process dies inside the very flush: what it left may be whole, and then it counts as sent
        client_order_id = self.die_opening("flush count=1")
        reply = self.again()
        self.assertIn(reply.code, (None, "UNKNOWN"))
        self.assertLessEqual(len(self.terminal.deals_of(client_order_id)), 1)

    def test_after_journalling_before_the_send(self):
        for asynchronous in ("true", "false"):
            with self.subTest(asynchronous=asynchronous):
                self.restart(asynchronous, grace_ms=600_000)
                client_order_id = self.die_opening("before_send")
                self.assertEqual("UNKNOWN", self.terminal.status_of(client_order_id).data["state"])
                again = self.again()
                self.assertEqual(("UNKNOWN", True), (again.code, again.duplicate))
                self.assertEqual("UNKNOWN", self.terminal.fence(client_order_id).code, "too early: the send may still be under way")
                self.restart(asynchronous, grace_ms=300)
                fenced = until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS")
                self.assertEqual("FENCED", fenced.data["state"])
                self.assertEqual("FENCED", self.again().code)
                self.assertEqual([], self.terminal.deals_of(client_order_id))
                self.assertEqual(0, self.terminal.ledger()["requests"])

    def test_after_the_send_before_the_reply(self):
        for asynchronous in ("true", "false"):
            with self.subTest(asynchronous=asynchronous):
                self.restart(asynchronous, grace_ms=300)
                client_order_id = self.die_opening("after_send")
                result = self.terminal.await_state(client_order_id, "FILLED")
                self.assertEqual(("0.10", 1), (result["filled_volume"], len(result["deals"])))
                again = self.again()
                self.assertEqual(("SUCCESS", True, "FILLED"), (again.status, again.duplicate, again.data["state"]))
                self.assertEqual("FILLED", self.terminal.fence(client_order_id).data["state"])
                self.assertEqual(1, len(self.terminal.deals_of(client_order_id)))

    def test_the_reply_itself_is_lost(self):
        client_order_id = self.die_opening("before_reply")
        state = until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS").data["state"]
        deals = self.terminal.deals_of(client_order_id)
        self.assertEqual("FILLED" if deals else "FENCED", state)
        self.assertLessEqual(len(deals), 1)

    def test_a_close_that_was_cut_off_is_not_repeated(self):
        position = self.terminal.opened()["ticket"]
        for point, left in (("before_send", 1), ("after_send", 0)):
            client_order_id = new_id()
            payload = {"client_order_id": client_order_id, "ticket": position}
            self.die(point, "CLOSE_POSITION", payload)
            again = self.terminal.command("CLOSE_POSITION", payload)
            self.assertTrue(again.duplicate)
            self.assertEqual(left, len(self.terminal.ledger()["positions"]))

    def test_a_modify_that_was_cut_off_is_unknown(self):
        position = self.terminal.opened()["ticket"]
        payload = {"ticket": position, "revision": 1, "stop_loss": "1.08000"}
        self.terminal.control("crash after_send")
        body = self.terminal.envelope("MODIFY_POSITION", payload, epoch=1, boot_id=self.terminal.boot_id,
                                      deadline=self.terminal.mono_ms() + 5000, command_id="CMODIFY")
        self.terminal.wire.post(json.dumps(body).encode())
        self.terminal.wait_for_death()
        self.terminal.start()
        self.terminal.hello()
        again = self.terminal.command("MODIFY_POSITION", payload, command_id="CMODIFY")
        self.assertEqual(("UNKNOWN", True), (again.code, again.duplicate))
        self.assertEqual("1.08000", again.data["stop_loss"])

    def test_killed_at_random_under_load_never_doubles(self):
        sent = []
        for round_ in range(4):
            for _ in range(40):
                client_order_id = new_id()
                sent.append(client_order_id)
                body = self.terminal.envelope("OPEN_ORDER", self.terminal.open_payload(client_order_id), epoch=1, boot_id=self.terminal.boot_id,
                                              deadline=self.terminal.mono_ms() + 5000, command_id=new_id("C"))
                self.terminal.wire.post(json.dumps(body).encode())
            until(lambda: self.terminal.ledger()["requests"], lambda n: n >= 5 + round_ * 9)
            self.terminal.kill()
            self.terminal.start()
            self.terminal.hello()
            # everything again, as a sender would that must not
            for client_order_id in sent:
                self.terminal.open(client_order_id)
        for client_order_id in sent:
            until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS")
        comments = [d["comment"] for d in self.terminal.ledger()["deals"]]
        self.assertEqual(len(comments), len(set(comments)))
        for client_order_id in sent:
            state = self.terminal.status_of(client_order_id).data["state"]
            self.assertEqual("FILLED" if client_order_id in comments else "FENCED", state)

    def test_an_order_that_filled_while_the_terminal_was_down_is_told(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id, type="LIMIT", price="1.09000", time_in_force="GTC")
        self.terminal.await_state(client_order_id, "PLACED")
        self.terminal.kill()
        self.terminal.start()
        self.terminal.control("price EURUSD 1.08980 1.08990")
        self.assertEqual("0.10", self.terminal.await_state(client_order_id, "FILLED")["filled_volume"])

    def test_a_torn_last_line_is_dropped_and_a_damaged_one_stops_trading(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id)
        self.terminal.await_state(client_order_id, "FILLED")
        self.terminal.kill()
        journal = glob.glob(self.terminal.data + "/files/Interlock/journal-*.jsonl")[0]
        with open(journal, "ab") as file:
            file.write(b'{"k":"order","client_order_id":"HALF')
        self.terminal.start()
        self.terminal.hello()
        self.assertTrue(self.terminal.open(client_order_id).duplicate)
        self.terminal.opened()
        self.terminal.kill()
        self.terminal.start()
        self.terminal.hello()
        self.terminal.opened()
        self.terminal.kill()
        with open(journal, "r+b") as file:
            file.seek(40)
            file.write(b"XX")
        self.terminal.start()
        self.terminal.hello()
        self.assertEqual("INTERNAL", self.terminal.open().code)
        self.assertEqual(1, len(self.terminal.deals_of(client_order_id)))

    def test_a_line_without_its_end_counts_when_it_is_whole(self):
        client_order_id = new_id()
        self.terminal.open(client_order_id, type="LIMIT", price="1.05000", time_in_force="GTC")
        self.terminal.await_state(client_order_id, "PLACED")
        self.terminal.kill()
        journal = glob.glob(self.terminal.data + "/files/Interlock/journal-*.jsonl")[0]
        with open(journal, "r+b") as file:
            file.seek(-1, 2)
            file.truncate()
        self.terminal.start()
        for _ in range(2):
            self.terminal.kill()
            self.terminal.start()
            self.terminal.hello()
            self.assertTrue(self.terminal.open(client_order_id, type="LIMIT", price="1.05000", time_in_force="GTC").duplicate)
            self.terminal.opened()

    def test_a_disk_that_fills_in_the_middle_of_a_line_loses_no_other(self):
        before, refused, after = new_id(), new_id(), new_id()
        self.terminal.opened(client_order_id=before)
        self.terminal.control("disk torn")
        for _ in range(3):
            self.assertEqual("INTERNAL", self.terminal.open(refused).code)
        self.terminal.control("disk free")
        self.terminal.open(after)
        self.terminal.await_state(after, "FILLED")
        for _ in range(2):
            self.terminal.kill()
            self.terminal.start()
            self.terminal.hello()
            self.assertTrue(self.terminal.open(before).duplicate)
            self.assertTrue(self.terminal.open(after).duplicate)
            self.terminal.opened()
        self.assertEqual([], self.terminal.deals_of(refused))

    def test_a_fence_that_is_not_on_disk_is_none(self):
        client_order_id = new_id()
        self.terminal.control("fault execute=0 answer=0")
        self.terminal.open(client_order_id)
        self.terminal.await_state(client_order_id, "UNKNOWN")
        self.terminal.control("disk full")
        for _ in range(20):
            self.assertEqual("UNKNOWN", self.terminal.fence(client_order_id).code)
        self.terminal.control("disk free")
        until(lambda: self.terminal.fence(client_order_id), lambda r: r.status == "SUCCESS" and r.data["state"] == "FENCED")

    def test_a_journal_that_was_being_replaced_is_found(self):
        client_order_id = new_id()
        self.terminal.opened(client_order_id=client_order_id)
        self.terminal.kill()
        journal = glob.glob(self.terminal.data + "/files/Interlock/journal-*.jsonl")[0]
        os.rename(journal, journal + ".new")
        self.terminal.start()
        self.terminal.hello()
        self.assertTrue(self.terminal.open(client_order_id).duplicate)
        self.assertEqual(1, len(self.terminal.deals_of(client_order_id)))


if __name__ == "__main__":
    unittest.main()
