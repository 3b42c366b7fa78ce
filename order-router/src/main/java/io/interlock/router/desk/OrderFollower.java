package io.interlock.router.desk;

import io.interlock.router.order.Order;

/** Told of every step an order of ours takes; on the trading thread. */
@FunctionalInterface
public interface OrderFollower {
  /**
   * @param before the order before the step
   * @param after the order after it
   */
  void moved(Order before, Order after);
}
