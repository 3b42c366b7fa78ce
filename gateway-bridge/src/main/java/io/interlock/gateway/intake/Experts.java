package io.interlock.gateway.intake;

import io.interlock.contracts.json.InvalidMessage;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Expert Advisors that have been heard, by name and magic number. Thread-safe.
 *
 * <p>Holds a bounded number; room for another is made by forgetting the one that has been silent
 * longest, and refused while none is silent.
 */
final class Experts {
  /** How an event came in. */
  enum Channel {
    ZMQ,
    HTTP
  }

  /**
   * What is known of one.
   *
   * @param connected whether it has been heard lately
   */
  record Expert(
      String ea,
      long magic,
      @Nullable String account,
      Channel channel,
      boolean connected,
      Instant firstSeen,
      Instant lastSeen,
      long events,
      @Nullable BigDecimal balance,
      @Nullable BigDecimal equity,
      @Nullable Integer openPositions) {}

  private static final class Seen {
    final Instant first;
    Instant last;
    Channel channel;
    @Nullable String account;
    long events;
    ExpertEvent.@Nullable Heartbeat heartbeat;

    Seen(Instant first, Channel channel) {
      this.first = first;
      this.last = first;
      this.channel = channel;
    }
  }

  private final Clock clock;
  private final Duration silentAfter;
  private final int most;
  // In order of last event: the first is silent longest.
  private final Map<ExpertId, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

  Experts(Clock clock, Duration silentAfter, int most) {
    this.clock = clock;
    this.silentAfter = silentAfter;
    this.most = most;
  }

  /**
   * Books an event.
   *
   * @throws InvalidMessage when there is no room for one more Expert Advisor
   */
  synchronized void heard(ExpertEvent event, Channel channel) throws InvalidMessage {
    Instant now = clock.instant();
    Seen one = seen.get(event.expert());
    if (one == null) {
      makeRoom(event.expert(), now);
      one = new Seen(now, channel);
      seen.put(event.expert(), one);
    }
    one.last = now;
    one.channel = channel;
    one.events++;
    if (event.account() != null) {
      one.account = event.account();
    }
    if (event.payload() instanceof ExpertEvent.Heartbeat heartbeat) {
      one.heartbeat = heartbeat;
    }
  }

  synchronized List<Expert> all() {
    Instant now = clock.instant();
    return seen.entrySet().stream()
        .map(entry -> describe(entry.getKey(), entry.getValue(), now))
        .sorted(Comparator.comparing(Expert::ea).thenComparingLong(Expert::magic))
        .toList();
  }

  synchronized long connectedCount() {
    Instant now = clock.instant();
    return seen.values().stream().filter(one -> !silent(one, now)).count();
  }

  private void makeRoom(ExpertId newcomer, Instant now) throws InvalidMessage {
    if (seen.size() < most) {
      return;
    }
    Map.Entry<ExpertId, Seen> longestSilent = seen.entrySet().iterator().next();
    if (!silent(longestSilent.getValue(), now)) {
      throw new InvalidMessage(
          "ea", newcomer, "is one too many: " + most + " Expert Advisors are connected");
    }
    seen.remove(longestSilent.getKey());
  }

  private boolean silent(Seen one, Instant now) {
    return one.last.plus(silentAfter).isBefore(now);
  }

  private Expert describe(ExpertId id, Seen one, Instant now) {
    ExpertEvent.Heartbeat heartbeat = one.heartbeat;
    return new Expert(
        id.ea(),
        id.magic(),
        one.account,
        one.channel,
        !silent(one, now),
        one.first,
        one.last,
        one.events,
        heartbeat == null ? null : heartbeat.balance(),
        heartbeat == null ? null : heartbeat.equity(),
        heartbeat == null ? null : heartbeat.openPositions());
  }
}
