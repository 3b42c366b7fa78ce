package io.interlock.contracts.order;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told about an execution.
 *
 * @param executionId Interlock's order id
 * @param orderId the broker's order number
 * @param state the inner state beside the status
 * @param intendedUnits volume asked for, lots or base units
 * @param executedUnits volume traded
 * @param slippagePips positive is worse for the order
 */
public record ExecutionConfirmation(
    OrderId executionId,
    @Nullable String orderId,
    ClientOrderId clientOrderId,
    OrderStatus status,
    OrderState state,
    @Nullable String symbol,
    @Nullable Side direction,
    @Nullable BigDecimal intendedUnits,
    BigDecimal executedUnits,
    @Nullable BigDecimal intendedPrice,
    @Nullable BigDecimal fillPrice,
    @Nullable BigDecimal slippagePips,
    @Nullable Quality quality,
    @Nullable Reason rejectionReason,
    @Nullable String broker,
    @Nullable String account,
    @Nullable String strategy,
    String signalId,
    Instant receivedAt,
    Instant updatedAt) {

  /**
   * What an order's events amount to.
   *
   * @param events of one order, in any order, at least one
   */
  public static ExecutionConfirmation of(Collection<OrderEvent> events) {
    List<OrderEvent> story =
        events.stream().sorted(Comparator.comparingInt(OrderEvent::seq)).toList();
    OrderEvent last = story.getLast();
    Execution known = latest(story, OrderEvent::execution);
    Execution execution = known == null ? Execution.NONE : known;
    return new ExecutionConfirmation(
        last.orderId(),
        execution.brokerOrderId(),
        last.clientOrderId(),
        last.status(),
        last.to(),
        latest(story, OrderEvent::symbol),
        latest(story, OrderEvent::side),
        latest(story, OrderEvent::volume),
        execution.filledVolume(),
        execution.decisionPrice() != null
            ? execution.decisionPrice()
            : latest(story, OrderEvent::price),
        execution.averagePrice(),
        execution.slippagePips(),
        execution.quality(),
        rejection(story, last.to()),
        latest(story, OrderEvent::broker),
        latest(story, OrderEvent::account),
        latest(story, OrderEvent::strategy),
        last.signalId(),
        story.getFirst().at(),
        last.at());
  }

  /** The reason that came with the step into the state the order is in. */
  private static @Nullable Reason rejection(List<OrderEvent> story, OrderState state) {
    return latest(
        story, event -> event.to() == state && event.from() != state ? event.reason() : null);
  }

  private static <T> @Nullable T latest(
      List<OrderEvent> story, Function<OrderEvent, @Nullable T> part) {
    for (OrderEvent event : story.reversed()) {
      T value = part.apply(event);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
