package io.interlock.router.simulation;

import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Virtual time of one run: everything that will happen, in order, decided by the run's seed. */
final class Timeline {
  private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

  private record Entry(long atMillis, long tie, Runnable work) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::atMillis).thenComparingLong(Entry::tie));
  private final SplittableRandom random;
  private long nowMillis;

  Timeline(long seed) {
    random = new SplittableRandom(seed);
  }

  Instant now() {
    return START.plusMillis(nowMillis);
  }

  long nowMillis() {
    return nowMillis;
  }

  /** Things at the same moment happen in an order the seed decides. */
  void in(long millis, Runnable work) {
    entries.add(new Entry(nowMillis + millis, random.nextLong(), work));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  long between(long from, long to) {
    return from + random.nextLong(to - from + 1);
  }

  /** Lets everything happen until nothing is left or the time is up. */
  void run(long untilMillis) {
    while (!entries.isEmpty() && entries.peek().atMillis() <= untilMillis) {
      Entry next = entries.poll();
      nowMillis = next.atMillis();
      next.work().run();
    }
  }
}
