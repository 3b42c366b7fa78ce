package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import java.time.Instant;

/**
 * Make sure an order can never trade from now on, or say what became of it.
 *
 * @param sentAt when it was last sent, so that venues which prove absence by their clock know how
 *     long to wait
 */
public record FenceOrder(
    String account, long epoch, ClientOrderId clientOrderId, String symbol, Instant sentAt) {
  public FenceOrder {
    Rule.name("account", account);
    Rule.notNegative("epoch", epoch);
    Rule.required("client_order_id", clientOrderId);
    Rule.name("symbol", symbol);
    Rule.required("sent_at", sentAt);
  }
}
