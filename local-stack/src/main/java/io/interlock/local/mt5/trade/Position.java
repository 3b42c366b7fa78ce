package io.interlock.local.mt5.trade;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** An open position, in the shape it has on the wire. */
public record Position(
    String ticket,
    String symbol,
    Side side,
    BigDecimal volume,
    BigDecimal openPrice,
    BigDecimal currentPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    BigDecimal profit,
    BigDecimal swap,
    long magic,
    @Nullable String comment,
    @Nullable String clientOrderId,
    long openedMsc) {

  Position sized(Side newSide, BigDecimal newVolume, BigDecimal newOpenPrice) {
    return new Position(
        ticket,
        symbol,
        newSide,
        newVolume,
        newOpenPrice,
        currentPrice,
        stopLoss,
        takeProfit,
        profit,
        swap,
        magic,
        comment,
        clientOrderId,
        openedMsc);
  }

  Position protectedBy(@Nullable BigDecimal newStopLoss, @Nullable BigDecimal newTakeProfit) {
    return new Position(
        ticket,
        symbol,
        side,
        volume,
        openPrice,
        currentPrice,
        newStopLoss,
        newTakeProfit,
        profit,
        swap,
        magic,
        comment,
        clientOrderId,
        openedMsc);
  }

  Position valued(BigDecimal price, BigDecimal floating) {
    return new Position(
        ticket,
        symbol,
        side,
        volume,
        openPrice,
        price,
        stopLoss,
        takeProfit,
        floating,
        swap,
        magic,
        comment,
        clientOrderId,
        openedMsc);
  }
}
