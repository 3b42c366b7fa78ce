package io.interlock.router.simulation;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The journal's promises: one claim an order, compare-and-set on seq, one writer epoch. */
final class ModelJournal {
  private final Map<OrderId, List<OrderEvent>> journal = new LinkedHashMap<>();
  private long epoch;

  long take() {
    return ++epoch;
  }

  /** The gate: false if the signal is claimed already, or another router writes. */
  boolean admit(List<OrderEvent> events, long heldEpoch) {
    return heldEpoch == epoch
        && journal.putIfAbsent(events.getFirst().orderId(), new ArrayList<>(events)) == null;
  }

  boolean append(List<OrderEvent> events, long heldEpoch) {
    if (events.isEmpty()) {
      return true;
    }
    List<OrderEvent> written = journal.get(events.getFirst().orderId());
    if (heldEpoch != epoch
        || written == null
        || written.getLast().seq() + 1 != events.getFirst().seq()) {
      return false;
    }
    written.addAll(events);
    return true;
  }

  Map<OrderId, List<OrderEvent>> all() {
    return journal;
  }
}
