package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Place this order, once.
 *
 * @param symbol our name; the bridge maps it
 * @param volume lots for MT5, base units elsewhere
 * @param price limit price, or the reference price of a market order
 * @param maxSlippagePips becomes the venue's deviation, where it has one
 * @param payloadHash SHA-256 (hex) of the order as journalled; the same id with another hash is
 *     refused and alarmed
 */
public record PlaceOrder(
    CommandContext context,
    ClientOrderId clientOrderId,
    String symbol,
    Side side,
    OrderType type,
    BigDecimal volume,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    TimeInForce timeInForce,
    @Nullable Instant expiresAt,
    @Nullable BigDecimal maxSlippagePips,
    @Nullable Long magic,
    String payloadHash) {
  public PlaceOrder {
    Rule.required("context", context);
    Rule.required("client_order_id", clientOrderId);
    Rule.name("symbol", symbol);
    Rule.required("side", side);
    Rule.required("type", type);
    Rule.positive("volume", volume);
    Rule.required("time_in_force", timeInForce);
    Rule.name("payload_hash", payloadHash);
  }
}
