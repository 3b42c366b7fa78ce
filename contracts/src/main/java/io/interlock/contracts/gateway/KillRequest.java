package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Latch, and stop everything that opens risk.
 *
 * @param killEpoch must grow; a lower one than latched changes nothing
 * @param broker null: every broker of this bridge
 * @param flatten cancel orders and close positions once latched
 */
public record KillRequest(
    long killEpoch, @Nullable String broker, boolean flatten, String by, String reason) {
  public KillRequest {
    Rule.notNegative("kill_epoch", killEpoch);
    Rule.name("by", by);
    Rule.name("reason", reason);
  }
}
