package io.interlock.router.order;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import java.time.Instant;

/**
 * The life of an order as a pure function: no clock, no I/O, the same input gives the same output.
 *
 * <p>A step the life of an order doesn't have is refused and recorded, but a fill is never dropped.
 */
public final class OrderMachine {
  private static final String DEADLINE_PASSED = "DEADLINE_PASSED";

  private OrderMachine() {}

  /**
   * @param at when this is decided
   */
  public static Transition apply(Order order, Event event, Instant at) {
    Step step = new Step(order, at);
    switch (event) {
      case Event.Denied(var reason, var version) ->
          step.move(EventKind.DENIED, OrderState.DENIED, reason, version, null);
      case Event.Expired(var reason) -> step.move(EventKind.EXPIRED, OrderState.EXPIRED, reason);
      case Event.Approved approved -> approve(step, approved);
      case Event.Submitted submitted -> submit(step, submitted);
      case Event.VenueTold(var told) -> VenueNews.apply(step, told);
      case Event.Refused(var reason) -> refused(step, reason);
      case Event.NotSent notSent -> notSent(step, notSent);
      case Event.Doubtful(var reason) -> doubt(step, reason);
      case Event.Lost(var reason) -> lost(step, reason);
      case Event.ProvedAbsent(var reason) -> absent(step, reason);
      case Event.Unresolvable(var reason) ->
          step.move(EventKind.MANUAL_REVIEW, OrderState.MANUAL_REVIEW, reason);
      case Event.Resolved resolved -> resolve(step, resolved);
      case Event.OperationRequested(var operation, var reason) -> {
        step.pending(operation);
        step.note(
            operation == PendingOperation.CANCEL
                ? EventKind.CANCEL_REQUESTED
                : EventKind.REPLACE_REQUESTED,
            null,
            reason);
      }
      case Event.OperationDone(var operation) -> {
        step.pending(null);
        if (operation == PendingOperation.REPLACE) {
          step.note(EventKind.REPLACED, null, null);
        }
      }
      case Event.OperationRefused(var operation, var reason) -> {
        step.pending(null);
        step.note(
            operation == PendingOperation.CANCEL
                ? EventKind.CANCEL_REFUSED
                : EventKind.REPLACE_REFUSED,
            null,
            reason);
      }
      case Event.SlippageMeasured measured -> slippage(step, measured);
      case Event.Confirmed() -> {
        if (order.done() && !order.confirmed()) {
          step.note(EventKind.CONFIRMED, null, order.reason());
        }
      }
      case Event.Duplicate(var reason) -> step.note(EventKind.DUPLICATE, null, reason);
      case Event.Alarm(var reason) -> step.note(EventKind.ALARM, null, reason);
    }
    return step.done();
  }

  private static void approve(Step step, Event.Approved approved) {
    if (Edges.legal(step.state(), OrderState.READY)) {
      step.settle(
          step.order()
              .terms()
              .settled(
                  approved.symbol(),
                  approved.side(),
                  approved.volume(),
                  approved.maxSlippagePips()),
          approved.decisionPrice());
    }
    step.move(EventKind.READY, OrderState.READY, null, approved.controlsVersion(), null);
  }

  private static void submit(Step step, Event.Submitted submitted) {
    if (Edges.legal(step.state(), OrderState.SUBMITTING)) {
      step.submit(submitted.epoch(), submitted.deadline());
    }
    step.move(EventKind.SUBMITTING, OrderState.SUBMITTING, null);
  }

  private static void refused(Step step, Reason reason) {
    boolean late = DEADLINE_PASSED.equals(reason.code());
    step.move(
        late ? EventKind.EXPIRED : EventKind.REJECTED,
        late ? OrderState.EXPIRED : OrderState.REJECTED,
        reason);
  }

  private static void notSent(Step step, Event.NotSent notSent) {
    boolean undecided =
        step.state() == OrderState.SUBMITTING || step.state() == OrderState.IN_DOUBT;
    if (!undecided) {
      step.refuse(EventKind.NOT_SENT, OrderState.NOT_PLACED, notSent.reason());
      return;
    }
    step.note(EventKind.NOT_SENT, null, notSent.reason());
    if (notSent.last()) {
      step.move(EventKind.NOT_PLACED, OrderState.NOT_PLACED, notSent.reason());
    }
  }

  /** News may overtake the reply whose absence raised the doubt; then there is none left. */
  private static void doubt(Step step, Reason reason) {
    if (step.state() == OrderState.SUBMITTING) {
      step.move(EventKind.IN_DOUBT, OrderState.IN_DOUBT, reason);
    } else if (step.state() == OrderState.RECEIVED || step.state() == OrderState.READY) {
      step.refuse(EventKind.IN_DOUBT, OrderState.IN_DOUBT, reason);
    }
  }

  /**
   * A host that sends asynchronously takes an order before its trade server has answered; without
   * an answer nobody knows. What has traded, or was seen working otherwise, is not lost.
   */
  private static void lost(Step step, Reason reason) {
    boolean traded = step.order().trades().volume().signum() > 0;
    if (step.state() == OrderState.ACCEPTED && !traded) {
      step.move(EventKind.IN_DOUBT, OrderState.IN_DOUBT, reason);
    }
  }

  private static void absent(Step step, Reason reason) {
    if (step.order().trades().volume().signum() > 0) {
      step.refuse(EventKind.NOT_PLACED, OrderState.NOT_PLACED, reason);
    } else {
      step.move(EventKind.NOT_PLACED, OrderState.NOT_PLACED, reason);
    }
  }

  private static void resolve(Step step, Event.Resolved resolved) {
    boolean legal = step.state() == OrderState.MANUAL_REVIEW && resolved.to().isEnd();
    if (legal) {
      step.move(EventKind.RESOLVED, resolved.to(), resolved.reason(), null, resolved.actor());
    } else {
      step.refuse(EventKind.RESOLVED, resolved.to(), resolved.reason());
    }
  }

  private static void slippage(Step step, Event.SlippageMeasured measured) {
    Execution was = step.order().execution();
    step.execution(
        new Execution(
            was.brokerOrderId(),
            was.positionTicket(),
            was.filledVolume(),
            was.averagePrice(),
            was.decisionPrice(),
            measured.arrivalPrice() == null ? was.arrivalPrice() : measured.arrivalPrice(),
            measured.pips(),
            measured.quality()),
        step.order().trades());
    step.note(EventKind.SLIPPAGE_MEASURED, null, measured.breach());
  }
}
