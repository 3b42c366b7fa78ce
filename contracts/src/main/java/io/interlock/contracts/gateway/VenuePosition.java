package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An open position at a venue. */
public record VenuePosition(
    String ticket,
    String symbol,
    Side side,
    BigDecimal volume,
    BigDecimal openPrice,
    @Nullable BigDecimal currentPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    @Nullable BigDecimal profit,
    @Nullable Long magic,
    @Nullable ClientOrderId clientOrderId,
    @Nullable Instant openedAt) {
  public VenuePosition {
    Rule.name("ticket", ticket);
    Rule.name("symbol", symbol);
    Rule.required("side", side);
    Rule.positive("volume", volume);
  }
}
