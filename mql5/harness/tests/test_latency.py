"""How long a command takes through the program, with timers as coarse as those of Windows (15.6 ms)."""

import os
import time
import unittest

from terminal import Terminal

LIMIT_P50_MS = 1.0
ROUNDS = 2000


def percentile(times, share):
    return sorted(times)[int(len(times) * share)]


class LatencyTest(unittest.TestCase):
    def setUp(self):
        self.terminal = Terminal(timer_ms=15.6)
        self.addCleanup(self.terminal.stop)
        self.terminal.hello()

    def measure(self, name, once, rounds):
        times = []
        for _ in range(rounds):
            started = time.perf_counter()
            once()
            times.append((time.perf_counter() - started) * 1000)
        p50, p99 = percentile(times, 0.5), percentile(times, 0.99)
        print(f"{name}: p50 {p50:.3f} ms, p99 {p99:.3f} ms, {rounds} round trips, timer 15.6 ms")
        return p50

    def test_round_trip(self):
        if os.environ.get("HARNESS_BUILD") == "sanitize":
            self.skipTest("figures of the sanitizer build mean nothing")
        self.assertLess(self.measure("PING", lambda: self.terminal.request("PING"), ROUNDS), LIMIT_P50_MS)
        self.assertLess(self.measure("OPEN_ORDER, journalled and passed on", self.terminal.open, 500), LIMIT_P50_MS)


if __name__ == "__main__":
    unittest.main()
