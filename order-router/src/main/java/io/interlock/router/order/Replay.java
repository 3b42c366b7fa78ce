package io.interlock.router.order;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an order again from its journal. */
public final class Replay {
  private Replay() {}

  /**
   * @param events all events of one order by sequence number, the first being RECEIVED
   * @throws IllegalArgumentException if they are not that
   */
  public static Order of(List<OrderEvent> events) {
    OrderEvent first = events.getFirst();
    if (first.kind() != EventKind.RECEIVED || first.payload() == null) {
      throw new IllegalArgumentException(
          "journal of " + first.orderId() + " does not begin with RECEIVED and its payload");
    }
    Order order = received(first, first.payload());
    for (OrderEvent event : events.subList(1, events.size())) {
      if (event.seq() != order.seq() + 1) {
        throw new IllegalArgumentException(
            "journal of %s has %d after %d".formatted(first.orderId(), event.seq(), order.seq()));
      }
      order = after(order, event);
    }
    return order;
  }

  private static Order received(OrderEvent first, String payload) {
    TradeSignal signal;
    try {
      signal = SignalDecoder.decode(payload.getBytes(StandardCharsets.UTF_8)).signal();
    } catch (InvalidMessage e) {
      throw new IllegalArgumentException(
          "journalled payload of " + first.orderId() + " can't be read", e);
    }
    Terms terms = Terms.of(signal, first.source());
    Execution execution = first.execution() == null ? Execution.NONE : first.execution();
    if (execution.positionTicket() != null) {
      terms = terms.onTicket(execution.positionTicket(), first.symbol());
    }
    String hash = first.payloadHash();
    return new Order(
        new Identity(
            first.orderId(),
            first.clientOrderId(),
            first.source(),
            first.signalId(),
            first.leg(),
            hash == null ? "" : hash),
        terms,
        OrderState.RECEIVED,
        first.seq(),
        first.account(),
        first.broker(),
        0,
        null,
        null,
        first.at(),
        first.at(),
        execution,
        Trades.NONE,
        null,
        null,
        false,
        first.traceparent());
  }

  private static Order after(Order was, OrderEvent event) {
    Execution execution = event.execution() == null ? was.execution() : event.execution();
    boolean moved = event.to() != was.state();
    return new Order(
        was.identity(),
        was.terms()
            .settled(event.symbol(), event.side(), event.volume(), was.terms().maxSlippagePips()),
        event.to(),
        event.seq(),
        event.account(),
        event.broker(),
        event.epoch() == null ? was.epoch() : event.epoch(),
        event.deadline(),
        event.kind() == EventKind.SUBMITTING ? event.at() : was.submittedAt(),
        was.receivedAt(),
        event.at(),
        execution,
        trades(was.trades(), event.fill(), execution),
        pending(was.pending(), event),
        moved && event.reason() != null ? event.reason() : was.reason(),
        event.kind() == EventKind.CONFIRMED
            || (was.confirmed() && event.kind() != EventKind.LATE_FILL),
        was.traceparent());
  }

  private static Trades trades(Trades was, @Nullable Fill fill, Execution execution) {
    Trades now = fill == null || fill.provisional() ? was : was.with(fill);
    return execution.filledVolume().compareTo(now.volume()) > 0
        ? now.stating(execution.filledVolume(), execution.averagePrice())
        : now;
  }

  private static @Nullable PendingOperation pending(
      @Nullable PendingOperation was, OrderEvent event) {
    if (event.to().isEnd()) {
      return null;
    }
    return switch (event.kind()) {
      case CANCEL_REQUESTED -> PendingOperation.CANCEL;
      case REPLACE_REQUESTED -> PendingOperation.REPLACE;
      case CANCEL_REFUSED, REPLACE_REFUSED, REPLACED -> null;
      case RECEIVED,
          READY,
          DENIED,
          EXPIRED,
          SUBMITTING,
          NOT_SENT,
          ACCEPTED,
          TRIGGERED,
          PARTIALLY_FILLED,
          FILLED,
          REJECTED,
          CANCELED,
          NOT_PLACED,
          IN_DOUBT,
          MANUAL_REVIEW,
          RESOLVED,
          DUPLICATE,
          SLIPPAGE_MEASURED,
          CONFIRMED,
          LATE_FILL,
          FILL_CORRECTED,
          ALARM,
          TRANSITION_REFUSED ->
          was;
    };
  }
}
