package io.interlock.contracts.market;

import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One quote of one symbol at one broker.
 *
 * @param venueTime the venue's time, informative: clocks are not trusted against each other
 * @param receivedAt the bridge's clock; what freshness is measured by
 * @param bidVolume offered at the bid, where the venue says
 */
public record Tick(
    String broker,
    String symbol,
    BigDecimal bid,
    BigDecimal ask,
    @Nullable BigDecimal bidVolume,
    @Nullable BigDecimal askVolume,
    @Nullable Instant venueTime,
    Instant receivedAt,
    long seq) {
  public Tick {
    Rule.name("broker", broker);
    Rule.name("symbol", symbol);
    Rule.positive("bid", bid);
    Rule.positive("ask", ask);
    Rule.required("received_at", receivedAt);
  }

  /** Key on {@code market.ticks}. */
  public String key() {
    return broker + ":" + symbol;
  }
}
