package io.interlock.router.order;

import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What callers are told about an order, made from its events. Pure. */
public final class Confirmations {
  private Confirmations() {}

  /**
   * @param events of one order by sequence number, at least one
   */
  public static ExecutionConfirmation of(List<OrderEvent> events) {
    OrderEvent first = events.getFirst();
    OrderEvent last = events.getLast();
    Execution execution = last.execution() == null ? Execution.NONE : last.execution();
    BigDecimal executed =
        execution.filledVolume() == null ? BigDecimal.ZERO : execution.filledVolume();
    return new ExecutionConfirmation(
        last.orderId(),
        execution.brokerOrderId(),
        last.clientOrderId(),
        last.status(),
        last.to(),
        last.symbol(),
        last.side(),
        last.volume(),
        executed,
        execution.decisionPrice() == null ? last.price() : execution.decisionPrice(),
        execution.averagePrice(),
        execution.slippagePips(),
        execution.quality(),
        reason(events),
        last.broker(),
        last.account(),
        last.strategy(),
        last.signalId(),
        first.at(),
        last.at());
  }

  /** The reason of the last step that changed the state and had one. */
  private static @Nullable Reason reason(List<OrderEvent> events) {
    for (OrderEvent event : events.reversed()) {
      if (event.to() != event.from() && event.from() != null) {
        return event.reason();
      }
    }
    return null;
  }
}
