package io.interlock.contracts.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All a venue says of one order, from a reply, a query or the stream.
 *
 * @param clientOrderId null for an order Interlock did not place
 * @param positionTicket the position it opened or changed
 * @param filledVolume cumulative
 * @param fills trades known so far; may be fewer than {@code filledVolume} says
 * @param bid touch at execution, where the venue says
 * @param code the venue's return code name, for refusals
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VenueOrder(
    @Nullable ClientOrderId clientOrderId,
    @Nullable String brokerOrderId,
    @Nullable String positionTicket,
    @Nullable String symbol,
    @Nullable Side side,
    VenueOrderState state,
    @Nullable BigDecimal volume,
    BigDecimal filledVolume,
    @Nullable BigDecimal averagePrice,
    List<Fill> fills,
    @Nullable BigDecimal bid,
    @Nullable BigDecimal ask,
    @Nullable String code,
    @Nullable String message,
    @Nullable Long magic,
    @Nullable Instant at) {
  @SuppressWarnings("NullAway") // JSON may leave both out
  public VenueOrder {
    Rule.required("state", state);
    filledVolume = filledVolume == null ? BigDecimal.ZERO : filledVolume;
    fills = Rule.list("fills", fills);
  }
}
