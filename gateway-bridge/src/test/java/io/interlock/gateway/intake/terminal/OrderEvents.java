package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.Topics;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events of a router about a terminal's order. */
final class OrderEvents {
  private OrderEvents() {}

  /**
   * @param key the signal's id
   * @param hash of the payload the event is about
   */
  static OrderEvent event(
      String key,
      int seq,
      EventKind kind,
      OrderState to,
      @Nullable Execution execution,
      @Nullable Reason reason,
      @Nullable String hash) {
    OrderId id = OrderId.of(Topics.TRADE_SIGNALS, key, 0);
    return new OrderEvent(
        id,
        seq,
        kind,
        null,
        to,
        Instant.now(),
        ClientOrderId.of("test", id),
        Topics.TRADE_SIGNALS,
        key,
        0,
        Command.OPEN,
        "unnamed",
        "demo",
        "mt5-demo",
        "EURUSD",
        null,
        null,
        null,
        null,
        null,
        null,
        execution,
        null,
        reason,
        null,
        null,
        null,
        hash,
        null);
  }
}
