package io.interlock.router.desk;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.PendingOperation;

/** Tells an order what became of a MODIFY or CANCEL that was about it. */
public final class InstructionFollower implements OrderFollower {
  private final OrderDesk desk;

  public InstructionFollower(OrderDesk desk) {
    this.desk = desk;
  }

  @Override
  public void moved(Order before, Order after) {
    OrderId targetId = after.terms().target();
    boolean ended = after.done() && !before.done();
    if (!ended || after.terms().trades() || targetId == null) {
      return;
    }
    Order target = desk.find(targetId);
    if (target == null || target.done() || target.pending() == null) {
      return;
    }
    PendingOperation operation =
        after.terms().command() == Command.CANCEL
            ? PendingOperation.CANCEL
            : PendingOperation.REPLACE;
    if (after.state() == OrderState.ACCEPTED) {
      desk.apply(targetId, new Event.OperationDone(operation));
    } else {
      Reason reason =
          after.reason() == null
              ? Reason.of(after.state().name(), "it was not carried out")
              : after.reason();
      desk.apply(targetId, new Event.OperationRefused(operation, reason));
    }
  }
}
