package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import java.util.List;

/**
 * Place these orders of one account, one after the other, each once.
 *
 * <p>None is written after one whose outcome is not known: those are answered {@link
 * GatewayResult.NotSent} with {@link #EARLIER_IN_DOUBT}.
 *
 * @param orders in the order they are to leave, 1 to {@link #MOST}
 */
public record PlaceOrders(List<PlaceOrder> orders) {
  public static final int MOST = 50;

  /** Code of what was not written because an order before it is in doubt. */
  public static final String EARLIER_IN_DOUBT = "EARLIER_IN_DOUBT";

  /** Code of what was not written because others took too long before it. */
  public static final String WAITED = "WAITED";

  /** Code of what was not written because the stream it came on takes no more orders. */
  public static final String STREAM_OVER = "STREAM_OVER";

  public PlaceOrders {
    orders = Rule.list("orders", orders);
    Rule.that(
        !orders.isEmpty() && orders.size() <= MOST,
        "orders",
        orders.size() + " orders",
        "must be 1 to " + MOST);
  }

  /**
   * What came of each.
   *
   * @param results in the order of the orders
   */
  public record Results(List<GatewayResult> results) {
    public Results {
      results = Rule.list("results", results);
    }
  }
}
