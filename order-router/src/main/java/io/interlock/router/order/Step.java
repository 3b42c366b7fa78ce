package io.interlock.router.order;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One transition in the making: the order as it becomes, and the events written so far. */
final class Step {
  private final Instant at;
  private final List<OrderEvent> events = new ArrayList<>(4);
  private Order order;
  private boolean illegal;

  Step(Order order, Instant at) {
    this.order = order;
    this.at = at;
  }

  Order order() {
    return order;
  }

  OrderState state() {
    return order.state();
  }

  Transition done() {
    if (illegal) {
      return new Transition.Illegal(order, List.copyOf(events));
    }
    return events.isEmpty()
        ? new Transition.Unchanged(order)
        : new Transition.Moved(order, List.copyOf(events));
  }

  /** Takes a step if the order's life has it, else refuses and records that. */
  boolean move(EventKind kind, OrderState to, @Nullable Reason reason) {
    return move(kind, to, reason, null, null);
  }

  boolean move(
      EventKind kind,
      OrderState to,
      @Nullable Reason reason,
      @Nullable Long controlsVersion,
      @Nullable String actor) {
    if (!Edges.legal(state(), to)) {
      refuse(kind, to, reason);
      return false;
    }
    enter(kind, to, null, reason, controlsVersion, actor);
    return true;
  }

  void refuse(EventKind asked, OrderState to, @Nullable Reason because) {
    illegal = true;
    Reason reason =
        new Reason(
            "ILLEGAL_TRANSITION",
            "an order's life has no such step",
            Map.of(
                "asked", asked.name(),
                "from", state().name(),
                "to", to.name(),
                "because", because == null ? "none" : because.code()));
    write(EventKind.TRANSITION_REFUSED, state(), null, reason, null, null, order.reason());
  }

  /** Records a step that was found legal, or needs no edge. */
  void enter(
      EventKind kind,
      OrderState to,
      @Nullable Fill fill,
      @Nullable Reason reason,
      @Nullable Long controlsVersion,
      @Nullable String actor) {
    Reason lasting = reason == null || to == state() ? order.reason() : reason;
    write(kind, to, fill, reason, controlsVersion, actor, lasting);
  }

  /** Records something that leaves the state as it is. */
  void note(EventKind kind, @Nullable Fill fill, @Nullable Reason reason) {
    write(kind, state(), fill, reason, null, null, order.reason());
  }

  private void write(
      EventKind kind,
      OrderState to,
      @Nullable Fill fill,
      @Nullable Reason reason,
      @Nullable Long controlsVersion,
      @Nullable String actor,
      @Nullable Reason lasting) {
    OrderState from = state();
    boolean confirmed =
        kind == EventKind.CONFIRMED || (order.confirmed() && kind != EventKind.LATE_FILL);
    order =
        new Order(
            order.identity(),
            order.terms(),
            to,
            order.seq() + 1,
            order.account(),
            order.broker(),
            order.epoch(),
            order.deadline(),
            order.submittedAt(),
            order.receivedAt(),
            at,
            order.execution(),
            order.trades(),
            to.isEnd() ? null : order.pending(),
            lasting,
            confirmed,
            order.traceparent());
    events.add(order.event(kind, from, fill, reason, controlsVersion, actor, at, null));
  }

  void settle(Terms terms, @Nullable BigDecimal decisionPrice) {
    Execution was = order.execution();
    Execution execution =
        new Execution(
            was.brokerOrderId(),
            was.positionTicket(),
            was.filledVolume(),
            was.averagePrice(),
            decisionPrice,
            was.arrivalPrice(),
            was.slippagePips(),
            was.quality());
    replace(terms, order.epoch(), order.deadline(), order.submittedAt(), execution, order.trades());
  }

  void submit(long epoch, Instant deadline) {
    replace(order.terms(), epoch, deadline, at, order.execution(), order.trades());
  }

  void execution(Execution execution, Trades trades) {
    replace(order.terms(), order.epoch(), order.deadline(), order.submittedAt(), execution, trades);
  }

  void pending(@Nullable PendingOperation pending) {
    order =
        new Order(
            order.identity(),
            order.terms(),
            order.state(),
            order.seq(),
            order.account(),
            order.broker(),
            order.epoch(),
            order.deadline(),
            order.submittedAt(),
            order.receivedAt(),
            order.updatedAt(),
            order.execution(),
            order.trades(),
            pending,
            order.reason(),
            order.confirmed(),
            order.traceparent());
  }

  private void replace(
      Terms terms,
      long epoch,
      @Nullable Instant deadline,
      @Nullable Instant submittedAt,
      Execution execution,
      Trades trades) {
    order =
        new Order(
            order.identity(),
            terms,
            order.state(),
            order.seq(),
            order.account(),
            order.broker(),
            epoch,
            deadline,
            submittedAt,
            order.receivedAt(),
            order.updatedAt(),
            execution,
            trades,
            order.pending(),
            order.reason(),
            order.confirmed(),
            order.traceparent());
  }
}
