package io.interlock.gateway.gate;

import io.interlock.contracts.json.Rule;
import java.time.Instant;

/**
 * The kill latch of one broker, or of all.
 *
 * @param killEpoch the highest seen; it only grows
 * @param latched whether that kill still stands
 * @param flatten whether it also cancels and closes
 */
public record Latch(
    long killEpoch, boolean latched, boolean flatten, String by, String reason, Instant at) {
  static final Latch OPEN = new Latch(0, false, false, "nobody", "never killed", Instant.EPOCH);

  public Latch {
    Rule.notNegative("kill_epoch", killEpoch);
    Rule.required("at", at);
  }
}
