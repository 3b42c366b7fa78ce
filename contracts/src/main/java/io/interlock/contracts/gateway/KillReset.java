package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Clear a latch.
 *
 * @param killEpoch the kill it clears; a newer latch stays
 */
public record KillReset(long killEpoch, @Nullable String broker, String by, String reason) {
  public KillReset {
    Rule.notNegative("kill_epoch", killEpoch);
    Rule.name("by", by);
    Rule.name("reason", reason);
  }
}
