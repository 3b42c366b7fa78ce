package io.interlock.router.rest;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /controls/{scope}}: replaces mode and limits of the scope.
 *
 * @param version the one it was made from; 0 if the scope has no control yet
 * @param mode absent: ACTIVE
 * @param limits absent: none; a limit that is absent is not set
 */
@Schema(
    examples =
        """
        {"version":0,"mode":"ACTIVE","limits":{"max_order_volume":"5","max_spread_pips":"3"},"reason":"new desk limits"}""")
public record ControlChange(long version, TradingMode mode, Limits limits, String reason) {
  private static final BigDecimal LARGEST_MULTIPLIER = BigDecimal.TEN;

  @SuppressWarnings("NullAway") // JSON may leave mode and limits out
  public ControlChange {
    Rule.notNegative("version", version);
    mode = mode == null ? TradingMode.ACTIVE : mode;
    limits = limits == null ? Limits.NONE : limits;
    Rule.name("reason", reason);
    check(limits);
  }

  private static void check(Limits limits) {
    positive("limits.signal_ttl_millis", limits.signalTtlMillis());
    Rule.positiveOrNull("limits.max_order_volume", limits.maxOrderVolume());
    Rule.positiveOrNull("limits.max_order_value", limits.maxOrderValue());
    Rule.positiveOrNull("limits.price_collar_percent", limits.priceCollarPercent());
    Rule.that(
        limits.maxQuoteAgeMillis() == null || limits.maxQuoteAgeMillis() >= 0,
        "limits.max_quote_age_millis",
        limits.maxQuoteAgeMillis(),
        "must not be negative; 0 trades without quotes");
    Rule.positiveOrNull("limits.max_spread_pips", limits.maxSpreadPips());
    Rule.notNegativeOrNull("limits.min_liquidity", limits.minLiquidity());
    Rule.notNegativeOrNull("limits.margin_cushion", limits.marginCushion());
    Rule.notNegativeOrNull("limits.max_open_exposure", limits.maxOpenExposure());
    positive("limits.max_orders_per_second", limits.maxOrdersPerSecond());
    positive("limits.repeated_executions", limits.repeatedExecutions());
    positive("limits.repeated_window_millis", limits.repeatedWindowMillis());
    Rule.positiveOrNull("limits.max_daily_loss", limits.maxDailyLoss());
    Rule.notNegativeOrNull("limits.max_slippage_pips", limits.maxSlippagePips());
    BigDecimal multiplier =
        Rule.notNegativeOrNull("limits.risk_multiplier", limits.riskMultiplier());
    Rule.that(
        multiplier == null || multiplier.compareTo(LARGEST_MULTIPLIER) <= 0,
        "limits.risk_multiplier",
        multiplier,
        "must be 0 to 10");
  }

  private static void positive(String field, @Nullable Number value) {
    Rule.that(value == null || value.longValue() > 0, field, value, "must be greater than 0");
  }
}
