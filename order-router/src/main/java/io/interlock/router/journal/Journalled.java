package io.interlock.router.journal;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import java.util.List;
import java.util.Set;

/** Hears what became of appends; called on the trading thread. */
public interface Journalled {
  /** What is in the journal now. */
  void committed(List<Commit> commits);

  /** Orders whose journal another writer has gone on with: what we hold of them is stale. */
  void overtaken(Set<OrderId> orders);

  /**
   * A trade that was journalled with an order had been booked with another one before: the venue
   * told it twice, and one of the two counts what it has not traded.
   */
  void bookedElsewhere(OrderId order, String tradeId, OrderId holder);

  /**
   * What one commit wrote of one order, to be relayed.
   *
   * @param partition signal partition whose owner relays it
   * @param events by sequence number, at least one
   */
  record Commit(int partition, List<OrderEvent> events) {

    /** The order and its last event, as the column {@code commit_key} has it. */
    String key() {
      OrderEvent last = events.getLast();
      String seq = Integer.toString(last.seq());
      return last.orderId().value() + ":" + "0".repeat(9 - seq.length()) + seq;
    }
  }
}
