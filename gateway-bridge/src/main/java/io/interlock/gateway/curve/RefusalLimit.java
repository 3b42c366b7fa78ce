package io.interlock.gateway.curve;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keeps a client that is refused again and again from filling the log: each key (or address) is
 * reported once a minute, and no more than 20 a second.
 *
 * <p>Thread-safe; holds at most 1,000 keys.
 */
public final class RefusalLimit {
  private static final long PER_KEY_NANOS = Duration.ofMinutes(1).toNanos();
  private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int MOST_A_SECOND = 20;
  private static final int MOST_KEYS = 1_000;

  private final LongSupplier nanoTime;
  private final Map<String, Long> reported =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST_KEYS;
        }
      };
  private long secondBegan;
  private int inThisSecond;

  public RefusalLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.secondBegan = nanoTime.getAsLong();
  }

  /** Whether this refusal is to be reported. */
  public synchronized boolean lets(String key) {
    long now = nanoTime.getAsLong();
    Long last = reported.get(key);
    if (last != null && now - last < PER_KEY_NANOS) {
      return false;
    }
    if (now - secondBegan >= SECOND_NANOS) {
      secondBegan = now;
      inThisSecond = 0;
    }
    if (++inThisSecond > MOST_A_SECOND) {
      return false;
    }
    reported.remove(key);
    reported.put(key, now);
    return true;
  }
}
