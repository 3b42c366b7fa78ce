package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import java.time.Instant;
import java.util.List;

/**
 * Everything a venue holds for an account at a moment, for reconciliation.
 *
 * @param orders working orders, and those that traded since the time asked for
 */
public record VenueSnapshot(List<VenueOrder> orders, List<VenuePosition> positions, Instant at) {
  @SuppressWarnings("NullAway") // JSON may leave collections out
  public VenueSnapshot {
    orders = Rule.list("orders", orders);
    positions = Rule.list("positions", positions);
    Rule.required("at", at);
  }
}
