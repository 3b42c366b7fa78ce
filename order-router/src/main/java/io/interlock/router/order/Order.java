package io.interlock.router.order;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as its journal tells it.
 *
 * @param seq sequence number of its last event
 * @param account chosen once, with the broker; null while none has been
 * @param epoch writer epoch it was submitted under; 0 before
 * @param deadline after which it must not be written to the venue; null before it is submitted
 * @param submittedAt when SUBMITTING was decided, which is no later than the send
 * @param reason of the last step that had one
 * @param confirmed whether nothing more is expected
 */
public record Order(
    Identity identity,
    Terms terms,
    OrderState state,
    int seq,
    @Nullable String account,
    @Nullable String broker,
    long epoch,
    @Nullable Instant deadline,
    @Nullable Instant submittedAt,
    Instant receivedAt,
    Instant updatedAt,
    Execution execution,
    Trades trades,
    @Nullable PendingOperation pending,
    @Nullable Reason reason,
    boolean confirmed,
    @Nullable String traceparent) {

  /**
   * The first step of every order.
   *
   * @param account and {@code broker}: as routed; null if no route was found
   * @param payload the signal as it arrived
   */
  public static Transition.Moved receive(
      Identity identity,
      Terms terms,
      @Nullable String account,
      @Nullable String broker,
      Instant at,
      @Nullable String traceparent,
      String payload) {
    Execution execution =
        new Execution(
            null, terms.ticket(), java.math.BigDecimal.ZERO, null, null, null, null, null);
    Order order =
        new Order(
            identity,
            terms,
            OrderState.RECEIVED,
            1,
            account,
            broker,
            0,
            null,
            null,
            at,
            at,
            execution,
            Trades.NONE,
            null,
            null,
            false,
            traceparent);
    OrderEvent received =
        order.event(EventKind.RECEIVED, null, null, null, null, null, at, payload);
    return new Transition.Moved(order, List.of(received));
  }

  public OrderId id() {
    return identity.orderId();
  }

  /**
   * Whether nothing but a late fill can follow. A MODIFY or CANCEL is done once the venue has taken
   * it: what becomes of its target shows at the target.
   */
  public boolean done() {
    return state.isEnd() || (!terms.trades() && state == OrderState.ACCEPTED);
  }

  /** Whether the venue has it and it may still trade. */
  public boolean working() {
    return !done()
        && (state == OrderState.ACCEPTED
            || state == OrderState.TRIGGERED
            || state == OrderState.PARTIALLY_FILLED);
  }

  /** Whether it was sent, or may have been, and what became of it is not known. */
  public boolean undetermined() {
    return state == OrderState.SUBMITTING
        || state == OrderState.IN_DOUBT
        || state == OrderState.MANUAL_REVIEW;
  }

  /** This order's last event, made from its present content. */
  OrderEvent event(
      EventKind kind,
      @Nullable OrderState from,
      @Nullable Fill fill,
      @Nullable Reason because,
      @Nullable Long controlsVersion,
      @Nullable String actor,
      Instant at,
      @Nullable String payload) {
    return new OrderEvent(
        identity.orderId(),
        seq,
        kind,
        from,
        state,
        at,
        identity.clientOrderId(),
        identity.source(),
        identity.signalId(),
        identity.leg(),
        terms.command(),
        terms.strategy(),
        account,
        broker,
        terms.symbol(),
        terms.side(),
        terms.type(),
        terms.volume(),
        terms.price(),
        epoch == 0 ? null : epoch,
        deadline,
        execution,
        fill,
        because,
        controlsVersion,
        actor,
        traceparent,
        payload == null ? null : identity.payloadHash(),
        payload);
  }
}
