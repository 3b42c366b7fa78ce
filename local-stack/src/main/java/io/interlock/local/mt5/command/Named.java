package io.interlock.local.mt5.command;

import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/** Payload that names one order, by our id or by the broker's number. */
record Named(@Nullable String clientOrderId, @Nullable String order) {
  Named {
    Rule.that(
        (clientOrderId == null) != (order == null),
        "client_order_id",
        clientOrderId,
        "exactly one of client_order_id and order is required");
    if (clientOrderId != null) {
      OpenOrder.clientOrderId("client_order_id", clientOrderId);
    }
  }
}
