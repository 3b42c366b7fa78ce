package io.interlock.router.pretrade;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.order.Side;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The throttle against a strategy that repeats itself: it counts an account's executions by
 * strategy, symbol and side, and once tripped stays so until a person re-enables the strategy.
 *
 * <p>Not thread-safe; {@link RiskBook} holds one per account under that account's lock.
 */
final class RepeatedExecutions {

  private static final long DEFAULT_WINDOW_MILLIS = 60_000;

  private record Key(String strategy, @Nullable String symbol, @Nullable Side side) {}

  private final Map<Key, Deque<Instant>> executions = new HashMap<>();
  private final Map<Key, Instant> tripped = new HashMap<>();

  static long windowMillis(Limits limits) {
    Long window = limits.repeatedWindowMillis();
    return window == null ? DEFAULT_WINDOW_MILLIS : window;
  }

  int within(
      String strategy,
      @Nullable String symbol,
      @Nullable Side side,
      long windowMillis,
      Instant now) {
    Key key = new Key(strategy, symbol, side);
    Deque<Instant> times = executions.get(key);
    if (times == null) {
      return 0;
    }
    Instant since = now.minusMillis(windowMillis);
    while (!times.isEmpty() && !times.peekFirst().isAfter(since)) {
      times.removeFirst();
    }
    if (times.isEmpty()) {
      executions.remove(key);
    }
    return times.size();
  }

  void add(String strategy, @Nullable String symbol, @Nullable Side side, Instant at) {
    executions.computeIfAbsent(new Key(strategy, symbol, side), k -> new ArrayDeque<>()).add(at);
  }

  void remove(String strategy, @Nullable String symbol, @Nullable Side side, Instant at) {
    Deque<Instant> times = executions.get(new Key(strategy, symbol, side));
    if (times != null) {
      times.removeLastOccurrence(at);
    }
  }

  /** What the journal tells of executions replaces what is counted; what has tripped stays so. */
  void restore(List<PastExecution> past) {
    executions.clear();
    past.forEach(p -> add(p.strategy(), p.symbol(), p.side(), p.at()));
  }

  void trip(String strategy, @Nullable String symbol, @Nullable Side side, Instant at) {
    tripped.putIfAbsent(new Key(strategy, symbol, side), at);
  }

  @Nullable Instant trippedSince(String strategy, @Nullable String symbol, @Nullable Side side) {
    return tripped.get(new Key(strategy, symbol, side));
  }

  /** A person has looked: what the strategy did so far no longer counts. */
  void reenable(String strategy) {
    tripped.keySet().removeIf(key -> key.strategy().equals(strategy));
    executions.keySet().removeIf(key -> key.strategy().equals(strategy));
  }
}
