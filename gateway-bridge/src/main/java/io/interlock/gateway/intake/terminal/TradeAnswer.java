package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.OrderStatus;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal is told about its trade.
 *
 * @param executionId Interlock's id of the order, to ask about it later
 * @param status PENDING while nothing has been heard of it
 * @param ticket of the position, where the venue has tickets
 * @param orderId the broker's
 * @param error why it was not done
 */
public record TradeAnswer(
    String executionId,
    String signalId,
    OrderStatus status,
    @Nullable OrderState state,
    String account,
    @Nullable String ticket,
    @Nullable String orderId,
    @Nullable BigDecimal filledVolume,
    @Nullable BigDecimal filledPrice,
    @Nullable Reason error,
    Instant timestamp) {

  static TradeAnswer of(TradeRequest request, OrderEvent event) {
    Execution execution = event.execution() == null ? Execution.NONE : event.execution();
    return new TradeAnswer(
        event.orderId().value(),
        request.signalId(),
        event.status(),
        event.to(),
        request.account(),
        execution.positionTicket(),
        execution.brokerOrderId(),
        execution.filledVolume(),
        execution.averagePrice(),
        event.reason(),
        event.at());
  }

  static TradeAnswer pending(TradeRequest request, Instant now) {
    return new TradeAnswer(
        request.orderId().value(),
        request.signalId(),
        OrderStatus.PENDING,
        null,
        request.account(),
        null,
        null,
        null,
        null,
        null,
        now);
  }
}
