package io.interlock.router.journal;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.order.Order;
import java.math.BigDecimal;
import java.util.List;

/**
 * An order that asks to be let through the gate, decided already.
 *
 * @param order as it stands after its events
 * @param events all of them, from RECEIVED
 * @param origin topic-partition-offset at which the signal first arrived
 * @param partition signal partition whose owner writes and relays it
 * @param exposure worst-case notional reserved for it
 */
public record GateEntry(
    Order order, List<OrderEvent> events, String origin, int partition, BigDecimal exposure) {

  /** Whether it leaves for the venue once committed. */
  public boolean sends() {
    return order.state() == OrderState.SUBMITTING;
  }
}
