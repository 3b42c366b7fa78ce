package io.interlock.router.journal;

import io.interlock.contracts.order.OrderId;
import java.util.Map;
import java.util.Set;

/** What became of a gate attempt. */
public sealed interface GateOutcome {
  /**
   * Committed.
   *
   * @param claimed entries that are in the journal now, and were not before
   * @param known claims that other arrivals of a signal made before
   * @param cancelled entries refused because a CANCEL came before the signal
   * @param stale MODIFYs refused for their revision, with the newest let through for their target
   */
  record Committed(
      Set<OrderId> claimed,
      Map<OrderId, Claim> known,
      Set<OrderId> cancelled,
      Map<OrderId, Integer> stale)
      implements GateOutcome {}

  /**
   * Decided under a writer or kill epoch that stands no more.
   *
   * @param claimed entries that an attempt of unknown outcome had committed after all
   * @param lostAccounts accounts another router writes for
   * @param killEpoch the one that stands
   */
  record Overtaken(Set<OrderId> claimed, Set<String> lostAccounts, long killEpoch)
      implements GateOutcome {}
}
