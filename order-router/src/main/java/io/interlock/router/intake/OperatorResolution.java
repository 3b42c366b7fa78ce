package io.interlock.router.intake;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.Transition;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** How a person says what became of an order no machine could tell of. Any thread may call. */
@Singleton
public class OperatorResolution {
  private final TradingDesk desk;

  OperatorResolution(TradingDesk desk) {
    this.desk = desk;
  }

  /** What came of it. */
  public sealed interface Outcome {
    /** It is so from now on, and will be in the journal. */
    record Resolved(OrderState state) implements Outcome {}

    /** The order is not in MANUAL_REVIEW, or that is no end; recorded with the order. */
    record Refused(OrderState state) implements Outcome {}

    /** No such order. */
    record Unknown() implements Outcome {}

    /** Another router writes for the order's account; ask there. */
    record Elsewhere(@Nullable String account) implements Outcome {}
  }

  /**
   * @param to an end state
   * @param actor who says so
   */
  public Future<Outcome> resolve(OrderId id, OrderState to, String actor, String reason) {
    Promise<Outcome> outcome = Promise.promise();
    desk.tradingThread()
        .runOnContext(
            v ->
                desk.desk()
                    .recall(id)
                    .map(
                        found ->
                            found
                                .map(order -> resolve(order, to, actor, reason))
                                .orElseGet(Outcome.Unknown::new))
                    .onComplete(outcome));
    return outcome.future();
  }

  private Outcome resolve(Order order, OrderState to, String actor, String reason) {
    if (order.account() == null || desk.ownership().epochOf(order.account()) < 0) {
      return new Outcome.Elsewhere(order.account());
    }
    Transition transition =
        desk.desk()
            .apply(
                order.id(),
                new Event.Resolved(to, actor, Reason.of("OPERATOR_RESOLUTION", reason)));
    return transition instanceof Transition.Moved
        ? new Outcome.Resolved(to)
        : new Outcome.Refused(order.state());
  }
}
