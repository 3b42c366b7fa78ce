package io.interlock.local.mt5.command;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.local.mt5.trade.OrderTerms;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Payload of OPEN_ORDER. */
record OpenOrder(
    String clientOrderId,
    String symbol,
    Side side,
    OrderType type,
    BigDecimal volume,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    TimeInForce timeInForce,
    @Nullable Long expiresAt,
    @Nullable Integer deviationPoints,
    @Nullable Long magic,
    String payloadHash) {
  OpenOrder {
    clientOrderId("client_order_id", Rule.required("client_order_id", clientOrderId));
    Rule.name("symbol", symbol);
    Rule.required("side", side);
    Rule.required("type", type);
    Rule.positive("volume", volume);
    Rule.positiveOrNull("price", price);
    Rule.positiveOrNull("stop_price", stopPrice);
    Rule.notNegativeOrNull("stop_loss", stopLoss);
    Rule.notNegativeOrNull("take_profit", takeProfit);
    Rule.required("time_in_force", timeInForce);
    Rule.name("payload_hash", payloadHash);
    if (type.hasLimitPrice()) {
      Rule.required("price", price);
    }
    if (type.hasStopPrice()) {
      Rule.required("stop_price", stopPrice);
    }
    if (timeInForce == TimeInForce.GTD) {
      Rule.required("expires_at", expiresAt);
    }
    Rule.that(
        deviationPoints == null || deviationPoints >= 0,
        "deviation_points",
        deviationPoints,
        "must not be negative");
    Rule.that(magic == null || magic >= 0, "magic", magic, "must not be negative");
  }

  static void clientOrderId(String field, String value) {
    Rule.that(value.matches("[A-Z2-7]{1,26}"), field, value, "must be 1 to 26 of A-Z and 2-7");
  }

  OrderTerms terms(String hostSymbol) {
    return new OrderTerms(
        clientOrderId,
        hostSymbol,
        side,
        type,
        volume,
        price,
        stopPrice,
        OrderTerms.leg(stopLoss, null),
        OrderTerms.leg(takeProfit, null),
        timeInForce,
        expiresAt,
        deviationPoints,
        magic == null ? 0 : magic,
        clientOrderId,
        null);
  }
}
