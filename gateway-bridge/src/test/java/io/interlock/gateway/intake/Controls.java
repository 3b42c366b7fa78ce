package io.interlock.gateway.intake;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Controls with nothing but a mode, a kill and a multiplier. */
final class Controls {
  private Controls() {}

  static TradingControl control(
      String scope, long version, TradingMode mode, boolean killed, @Nullable String multiplier) {
    Limits limits =
        new Limits(
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            multiplier == null ? null : new BigDecimal(multiplier));
    return new TradingControl(
        Scope.parse(scope), version, mode, 1, killed, limits, "ro", "news", Instant.now());
  }
}
