package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something a venue reported by itself, on {@code venue.reports}: an order's news, a position's, or
 * a late reply. Exactly one of order and position is set.
 *
 * @param seq grows within a bridge's start, with {@code bootId} the report's identity
 */
public record VenueReport(
    String broker,
    String account,
    String bootId,
    long seq,
    @Nullable VenueOrder order,
    @Nullable VenuePosition position,
    Instant at) {
  public VenueReport {
    Rule.name("broker", broker);
    Rule.name("account", account);
    Rule.that(
        (order == null) != (position == null), "order", order, "exactly one of order and position");
  }
}
