package io.interlock.router.venue;

import io.interlock.contracts.order.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose turn it is to be asked about: those that have waited longest, a few at a time, so that many
 * working orders slow the asking down but leave none out. Owned by the trading thread.
 */
final class AskingTurns {
  private final Duration interval;
  private final int mostAtOnce;
  private final Map<OrderId, Instant> asked = new HashMap<>();
  private final Set<OrderId> asking = new HashSet<>();

  /**
   * @param interval how often an order is asked about at most
   * @param mostAtOnce how many answers may be outstanding
   */
  AskingTurns(Duration interval, int mostAtOnce) {
    this.interval = interval;
    this.mostAtOnce = mostAtOnce;
  }

  /**
   * The orders to ask about now; each must be {@link #answered} before its next turn.
   *
   * @param watched every order to watch, and when something was last heard of it
   */
  List<OrderId> next(Map<OrderId, Instant> watched, Instant now) {
    asked.keySet().retainAll(watched.keySet());
    List<OrderId> turn =
        watched.keySet().stream()
            .filter(id -> !asking.contains(id))
            .filter(id -> !since(id, watched).plus(interval).isAfter(now))
            .sorted(Comparator.comparing(id -> since(id, watched)))
            .limit(Math.max(0, mostAtOnce - asking.size()))
            .toList();
    turn.forEach(id -> asked.put(id, now));
    asking.addAll(turn);
    return turn;
  }

  void answered(OrderId id) {
    asking.remove(id);
  }

  private Instant since(OrderId id, Map<OrderId, Instant> watched) {
    return asked.getOrDefault(id, watched.getOrDefault(id, Instant.EPOCH));
  }
}
