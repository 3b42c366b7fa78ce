package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.Rule;
import java.util.List;

/**
 * Payload of OPEN_ORDERS: OPEN_ORDER payloads, each with a command id, and maybe a deadline, of its
 * own.
 */
record OpenOrders(List<ObjectNode> orders) {
  private static final int MOST = 50;

  OpenOrders {
    orders = Rule.list("orders", orders);
    Rule.that(
        !orders.isEmpty() && orders.size() <= MOST, "orders", orders.size(), "must be 1 to 50");
  }
}
