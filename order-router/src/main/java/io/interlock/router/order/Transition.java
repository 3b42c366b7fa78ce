package io.interlock.router.order;

import io.interlock.contracts.order.OrderEvent;
import java.util.List;

/** What follows from an event. The order in it is the one to go on with, whatever the outcome. */
public sealed interface Transition {
  Order order();

  /** Events to append to the journal, in order; empty when nothing changed. */
  List<OrderEvent> events();

  /** The order moved, or something about it is to be recorded. */
  record Moved(Order order, List<OrderEvent> events) implements Transition {}

  /** Nothing new: it was known already, or older than what is known. */
  record Unchanged(Order order) implements Transition {
    @Override
    public List<OrderEvent> events() {
      return List.of();
    }
  }

  /** The life of an order has no such step; recorded as TRANSITION_REFUSED. */
  record Illegal(Order order, List<OrderEvent> events) implements Transition {}
}
