package io.interlock.contracts.signal;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The flat order MT5 bridges in the field use.
 *
 * @param sl other name of {@code stopLoss}; one of the two only
 * @param tp other name of {@code takeProfit}; one of the two only
 */
record FlatOrder(
    @Nullable String signalId,
    Side action,
    String symbol,
    @Nullable OrderType type,
    @Nullable BigDecimal volume,
    @Nullable BigDecimal units,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal sl,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal tp,
    @Nullable BigDecimal takeProfit,
    @Nullable TimeInForce timeInForce,
    @Nullable Instant expiresAt,
    @Nullable BigDecimal maxSlippagePips,
    @Nullable Long magic,
    @Nullable String strategy,
    @Nullable String account,
    @Nullable String broker,
    @Nullable BigDecimal confidence,
    @Nullable Instant timestamp,
    @Nullable Long ttlMillis) {

  FlatOrder {
    Rule.required("action", action);
    Rule.name("symbol", symbol);
    Rule.that(sl == null || stopLoss == null, "sl", sl, "must not stand beside stop_loss");
    Rule.that(tp == null || takeProfit == null, "tp", tp, "must not stand beside take_profit");
  }

  /** What fields of the native signal are called here, where that differs. */
  Map<String, String> names() {
    return Map.of(
        "side",
        "action",
        "stop_loss",
        sl == null ? "stop_loss" : "sl",
        "take_profit",
        tp == null ? "take_profit" : "tp");
  }

  @SuppressWarnings("NullAway") // absent type and time in force get the native signal's defaults
  TradeSignal toSignal() {
    return new TradeSignal(
        signalId,
        strategy == null ? SignalDecoder.STRATEGY_OF_UNNAMED : strategy,
        account,
        List.of(),
        broker,
        Command.OPEN,
        symbol,
        action,
        type,
        volume,
        units,
        price,
        stopPrice,
        sl == null ? stopLoss : sl,
        tp == null ? takeProfit : tp,
        timeInForce,
        expiresAt,
        maxSlippagePips,
        magic,
        null,
        null,
        null,
        null,
        null,
        confidence,
        timestamp,
        ttlMillis);
  }
}
