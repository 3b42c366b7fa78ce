package io.interlock.router.pretrade;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.Session;
import io.interlock.contracts.broker.SymbolSpecification;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a symbol may open at a broker: inside the broker's configured sessions (the symbol's own,
 * else those for all others) and inside the sessions the venue says. No sessions mean always.
 */
final class SessionCalendar {

  private static final String ALL_OTHERS = "*";

  private SessionCalendar() {}

  /** The calendar that is closed, {@code broker} or {@code venue}, or null if both are open. */
  static @Nullable String closedBy(
      BrokerDescriptor broker,
      @Nullable SymbolSpecification specification,
      String symbol,
      Instant now) {
    ZonedDateTime moment = now.atZone(ZoneOffset.UTC);
    if (!open(configured(broker, symbol), moment)) {
      return "broker";
    }
    return specification != null && !open(specification.sessions(), moment) ? "venue" : null;
  }

  private static List<Session> configured(BrokerDescriptor broker, String symbol) {
    List<Session> own = broker.sessions().get(symbol);
    return own != null ? own : broker.sessions().getOrDefault(ALL_OTHERS, List.of());
  }

  private static boolean open(List<Session> sessions, ZonedDateTime moment) {
    return sessions.isEmpty() || sessions.stream().anyMatch(s -> s.contains(moment));
  }
}
