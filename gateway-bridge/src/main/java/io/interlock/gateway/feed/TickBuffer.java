package io.interlock.gateway.feed;

import io.interlock.contracts.market.Tick;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ticks on their way out: all of them while there is room, the newest of each symbol when there is
 * none. Thread-safe.
 */
final class TickBuffer {
  private final int capacity;
  private final Deque<Tick> waiting = new ArrayDeque<>();
  private final Map<String, Tick> newest = new LinkedHashMap<>();
  private long conflated;

  TickBuffer(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Tick tick) {
    if (newest.isEmpty() && waiting.size() < capacity) {
      waiting.add(tick);
    } else if (newest.put(tick.key(), tick) != null) {
      conflated++;
    }
  }

  /** Takes up to so many, oldest first. */
  synchronized int drain(Collection<Tick> to, int most) {
    int taken = 0;
    while (taken < most) {
      Tick tick = next();
      if (tick == null) {
        return taken;
      }
      to.add(tick);
      taken++;
    }
    return taken;
  }

  private @Nullable Tick next() {
    Tick tick = waiting.poll();
    if (tick != null || newest.isEmpty()) {
      return tick;
    }
    var first = newest.entrySet().iterator();
    Tick conflatedTick = first.next().getValue();
    first.remove();
    return conflatedTick;
  }

  synchronized boolean isEmpty() {
    return waiting.isEmpty() && newest.isEmpty();
  }

  synchronized long conflated() {
    return conflated;
  }
}
