package io.interlock.local.mt5.command;

import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Payload of CLOSE_POSITION. */
record ClosePosition(
    String clientOrderId,
    @Nullable String ticket,
    @Nullable Long magic,
    @Nullable Boolean all,
    @Nullable String symbol,
    @Nullable BigDecimal volume,
    @Nullable Integer deviationPoints,
    @Nullable String payloadHash) {
  ClosePosition {
    OpenOrder.clientOrderId("client_order_id", Rule.required("client_order_id", clientOrderId));
    int named = (ticket == null ? 0 : 1) + (magic == null ? 0 : 1) + (all == null ? 0 : 1);
    Rule.that(named == 1, "ticket", ticket, "exactly one of ticket, magic and all is required");
    Rule.that(!Boolean.FALSE.equals(all), "all", all, "must be true where it is given");
    Rule.that(ticket == null || symbol == null, "symbol", symbol, "must be absent with ticket");
    Rule.that(ticket != null || volume == null, "volume", volume, "needs a ticket");
    Rule.positiveOrNull("volume", volume);
  }
}
