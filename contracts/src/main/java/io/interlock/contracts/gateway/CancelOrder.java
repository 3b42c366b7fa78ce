package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;

/** Cancel what still works of an order. */
public record CancelOrder(CommandContext context, ClientOrderId target, String symbol) {
  public CancelOrder {
    Rule.required("context", context);
    Rule.required("target", target);
    Rule.name("symbol", symbol);
  }
}
