package io.interlock.router.intake;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.order.Event;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Terms;
import io.interlock.router.order.Transition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The journal's account of a record no signal could be read from: an order that was denied at once,
 * so that the audit trail shows it. Pure.
 */
final class PoisonEntry {
  private static final int PAYLOAD_KEPT = 4_096;

  private PoisonEntry() {}

  static GateEntry of(
      String environment,
      ConsumerRecord<byte[], byte[]> record,
      InvalidMessage problem,
      String origin,
      Instant now) {
    byte[] bytes = record.value() == null ? new byte[0] : record.value();
    Identity identity =
        Identity.of(environment, record.topic(), "at:" + origin, 0, SignalDecoder.sha256(bytes));
    String payload =
        new String(bytes, 0, Math.min(bytes.length, PAYLOAD_KEPT), StandardCharsets.UTF_8);
    Transition.Moved received =
        Order.receive(identity, unreadable(), null, null, now, null, payload);
    Reason reason =
        new Reason(
            "MALFORMED",
            "no signal can be read from it",
            Map.of("field", problem.field(), "value", problem.value(), "rule", problem.rule()));
    Transition denied = OrderMachine.apply(received.order(), new Event.Denied(reason, null), now);
    Transition confirmed = OrderMachine.apply(denied.order(), new Event.Confirmed(), now);
    List<OrderEvent> events = new ArrayList<>(received.events());
    events.addAll(denied.events());
    events.addAll(confirmed.events());
    return new GateEntry(confirmed.order(), events, origin, record.partition(), BigDecimal.ZERO);
  }

  private static Terms unreadable() {
    return new Terms(
        Command.OPEN,
        "unreadable",
        null,
        null,
        OrderType.MARKET,
        null,
        null,
        null,
        null,
        null,
        TimeInForce.IOC,
        null,
        null,
        null,
        null,
        null,
        0);
  }
}
