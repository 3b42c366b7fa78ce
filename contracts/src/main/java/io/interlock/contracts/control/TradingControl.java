package io.interlock.contracts.control;

import io.interlock.contracts.json.Rule;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The control of one scope, as published on {@code trading.controls}; the latest version replaces
 * earlier ones.
 *
 * @param version grows by one with each change
 * @param killEpoch grows with each kill of this scope, never falls
 * @param killed whether that kill still stands
 * @param by who changed it
 */
public record TradingControl(
    Scope scope,
    long version,
    TradingMode mode,
    long killEpoch,
    boolean killed,
    Limits limits,
    String by,
    @Nullable String reason,
    Instant at) {
  public TradingControl {
    Rule.required("scope", scope);
    Rule.notNegative("version", version);
    Rule.required("mode", mode);
    Rule.notNegative("kill_epoch", killEpoch);
    Rule.required("limits", limits);
    Rule.name("by", by);
    Rule.required("at", at);
  }
}
