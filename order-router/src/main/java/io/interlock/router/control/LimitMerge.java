package io.interlock.router.control;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Limits of several scopes put together: settings from the narrowest scope that has one, maxima
 * from the strictest, the default where none has.
 *
 * <p>Settings are the signal's time to live, the age of quotes, the liquidity and margin multiples,
 * the throttle's window and the risk multiplier; everything else is a maximum.
 */
record LimitMerge(Limits limits, Map<String, Scope> setBy) {

  static LimitMerge of(List<TradingControl> widestFirst, Limits defaults) {
    Sources from = new Sources(widestFirst, defaults, new HashMap<>());
    Limits limits =
        new Limits(
            from.narrowest("signal_ttl_millis", Limits::signalTtlMillis),
            from.strictest("max_order_volume", Limits::maxOrderVolume),
            from.strictest("max_order_value", Limits::maxOrderValue),
            from.strictest("price_collar_percent", Limits::priceCollarPercent),
            from.narrowest("max_quote_age_millis", Limits::maxQuoteAgeMillis),
            from.strictest("max_spread_pips", Limits::maxSpreadPips),
            from.narrowest("min_liquidity", Limits::minLiquidity),
            from.narrowest("margin_cushion", Limits::marginCushion),
            from.strictest("max_open_exposure", Limits::maxOpenExposure),
            from.strictest("max_orders_per_second", Limits::maxOrdersPerSecond),
            from.strictest("repeated_executions", Limits::repeatedExecutions),
            from.narrowest("repeated_window_millis", Limits::repeatedWindowMillis),
            from.strictest("max_daily_loss", Limits::maxDailyLoss),
            from.strictest("max_slippage_pips", Limits::maxSlippagePips),
            from.narrowest("risk_multiplier", Limits::riskMultiplier));
    return new LimitMerge(limits, Map.copyOf(from.setBy()));
  }

  private record Sources(
      List<TradingControl> widestFirst, Limits defaults, Map<String, Scope> setBy) {

    <T> @Nullable T narrowest(String name, Function<Limits, @Nullable T> limit) {
      for (int i = widestFirst.size() - 1; i >= 0; i--) {
        TradingControl control = widestFirst.get(i);
        T value = limit.apply(control.limits());
        if (value != null) {
          setBy.put(name, control.scope());
          return value;
        }
      }
      return limit.apply(defaults);
    }

    <T extends Comparable<T>> @Nullable T strictest(
        String name, Function<Limits, @Nullable T> limit) {
      T strictest = null;
      for (TradingControl control : widestFirst) {
        T value = limit.apply(control.limits());
        if (value != null && (strictest == null || value.compareTo(strictest) < 0)) {
          strictest = value;
          setBy.put(name, control.scope());
        }
      }
      return strictest == null ? limit.apply(defaults) : strictest;
    }
  }
}
