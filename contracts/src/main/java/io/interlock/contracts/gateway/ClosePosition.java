package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Close one position, wholly or in part. Closing several is expanded by the router into one command
 * a ticket.
 *
 * @param volume null: all of it
 */
public record ClosePosition(
    CommandContext context,
    ClientOrderId clientOrderId,
    String ticket,
    @Nullable String symbol,
    @Nullable BigDecimal volume,
    @Nullable BigDecimal maxSlippagePips,
    String payloadHash) {
  public ClosePosition {
    Rule.required("context", context);
    Rule.required("client_order_id", clientOrderId);
    Rule.name("ticket", ticket);
    Rule.positiveOrNull("volume", volume);
    Rule.name("payload_hash", payloadHash);
  }
}
