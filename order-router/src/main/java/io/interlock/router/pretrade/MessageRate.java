package io.interlock.router.pretrade;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many messages an account sent within the last second, exactly.
 *
 * <p>Not thread-safe; {@link RiskBook} holds one per account under that account's lock.
 */
final class MessageRate {

  private static final long WINDOW_MILLIS = 1_000;

  private final Deque<Instant> sent = new ArrayDeque<>();

  int lastSecond(Instant now) {
    Instant since = now.minusMillis(WINDOW_MILLIS);
    while (!sent.isEmpty() && !sent.peekFirst().isAfter(since)) {
      sent.removeFirst();
    }
    return sent.size();
  }

  void add(Instant at) {
    sent.add(at);
  }

  void remove(Instant at) {
    sent.removeLastOccurrence(at);
  }
}
