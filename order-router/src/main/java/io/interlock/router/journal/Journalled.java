package io.interlock.router.journal;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import java.util.List;
import java.util.Set;

/** Hears what became of appends; called on the trading thread. */
public interface Journalled {
  /** Events that are in the journal now, per order by sequence number. */
  void committed(List<PendingRelay> events);

  /** Orders whose journal another writer has gone on with: what we hold of them is stale. */
  void overtaken(Set<OrderId> orders);

  /**
   * A trade that was journalled with an order had been booked with another one before: the venue
   * told it twice, and one of the two counts what it has not traded.
   */
  void bookedElsewhere(OrderId order, String tradeId, OrderId holder);

  /**
   * An event to relay.
   *
   * @param partition signal partition whose owner relays it
   */
  record PendingRelay(int partition, OrderEvent event) {}
}
