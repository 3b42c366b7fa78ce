package io.interlock.local.mt5.trade;

import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an order asks of the broker.
 *
 * @param volume lots
 * @param price limit price; of a market order the price the deviation is measured from
 * @param expiresAt epoch microseconds
 * @param closes ticket of the position it closes
 */
public record OrderTerms(
    @Nullable String clientOrderId,
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
    long magic,
    @Nullable String comment,
    @Nullable String closes) {

  /** A market order without frills. */
  public static OrderTerms market(
      @Nullable String clientOrderId, String symbol, Side side, BigDecimal volume, long magic) {
    return new OrderTerms(
        clientOrderId,
        symbol,
        side,
        OrderType.MARKET,
        volume,
        null,
        null,
        null,
        null,
        TimeInForce.IOC,
        null,
        null,
        magic,
        clientOrderId,
        null);
  }

  /** An order that closes volume of a position at the market. */
  public static OrderTerms closing(
      Position position,
      BigDecimal volume,
      @Nullable String clientOrderId,
      @Nullable Integer deviationPoints) {
    return new OrderTerms(
        clientOrderId,
        position.symbol(),
        position.side().opposite(),
        OrderType.MARKET,
        volume,
        null,
        null,
        null,
        null,
        TimeInForce.IOC,
        null,
        deviationPoints,
        position.magic(),
        clientOrderId,
        position.ticket());
  }

  /** The same terms with those prices replaced that are given; 0 removes a protective leg. */
  OrderTerms repriced(
      @Nullable BigDecimal newPrice,
      @Nullable BigDecimal newStopPrice,
      @Nullable BigDecimal newStopLoss,
      @Nullable BigDecimal newTakeProfit,
      @Nullable Long newExpiresAt) {
    return new OrderTerms(
        clientOrderId,
        symbol,
        side,
        type,
        volume,
        newPrice == null ? price : newPrice,
        newStopPrice == null ? stopPrice : newStopPrice,
        leg(newStopLoss, stopLoss),
        leg(newTakeProfit, takeProfit),
        timeInForce,
        newExpiresAt == null ? expiresAt : newExpiresAt,
        deviationPoints,
        magic,
        comment,
        closes);
  }

  /** A triggered stop-limit is a limit order from then on. */
  OrderTerms triggered() {
    return new OrderTerms(
        clientOrderId,
        symbol,
        side,
        OrderType.LIMIT,
        volume,
        price,
        null,
        stopLoss,
        takeProfit,
        timeInForce,
        expiresAt,
        deviationPoints,
        magic,
        comment,
        closes);
  }

  /** A protective leg after a change: absent keeps it, 0 removes it. */
  public static @Nullable BigDecimal leg(@Nullable BigDecimal asked, @Nullable BigDecimal kept) {
    if (asked == null) {
      return kept;
    }
    return asked.signum() == 0 ? null : asked;
  }
}
