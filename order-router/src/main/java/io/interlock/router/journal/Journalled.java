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
   * An event to relay.
   *
   * @param partition signal partition whose owner relays it
   */
  record PendingRelay(int partition, OrderEvent event) {}
}
