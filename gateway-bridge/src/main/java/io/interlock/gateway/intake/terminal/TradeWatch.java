package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.SignalDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Watches the events of one signal id for the one who sent it.
 *
 * <p>Events count from the moment the router has taken this very payload, or called it a duplicate:
 * until then they may belong to an earlier trade with the same id. Thread-safe.
 */
final class TradeWatch {
  private static final String OTHER_PAYLOAD = "SAME_ID_OTHER_PAYLOAD";

  private final TradeRequest request;
  private final String payloadHash;
  private boolean ours;
  private @Nullable OrderEvent last;

  TradeWatch(TradeRequest request) {
    this.request = request;
    this.payloadHash = SignalDecoder.sha256(request.bytes());
  }

  /** Null: more is to come. */
  synchronized TradeDesk.@Nullable Outcome on(OrderEvent event) {
    if (payloadHash.equals(event.payloadHash()) || event.kind() == EventKind.DUPLICATE) {
      ours = true;
    }
    Reason reason = event.reason();
    if (!ours
        && event.kind() == EventKind.ALARM
        && reason != null
        && reason.code().equals(OTHER_PAYLOAD)) {
      return new TradeDesk.Outcome.OtherTrade(event.orderId().value());
    }
    if (!ours) {
      return null;
    }
    last = event;
    return settles(event) ? new TradeDesk.Outcome.Done(TradeAnswer.of(request, event)) : null;
  }

  /** What was heard of it last; null: nothing. */
  synchronized @Nullable OrderEvent last() {
    return last;
  }

  private boolean settles(OrderEvent event) {
    return event.to().isEnd()
        || event.to() == OrderState.MANUAL_REVIEW
        || (request.resting() && event.to() == OrderState.ACCEPTED);
  }
}
