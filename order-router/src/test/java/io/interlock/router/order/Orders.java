package io.interlock.router.order;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Orders in every state, with the events that brought them there. */
public final class Orders {
  public static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  public static final Reason WHY = Reason.of("WHY", "because");

  private final List<OrderEvent> events = new ArrayList<>();
  private Order order;

  private Orders(String account, String json) {
    DecodedSignal decoded;
    try {
      decoded = SignalDecoder.decode(json.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidMessage e) {
      throw new IllegalStateException(e);
    }
    Identity identity =
        Identity.of("test", "trade.signals", decoded.signal().signalId(), 0, decoded.payloadHash());
    Transition.Moved received =
        Order.receive(
            identity,
            Terms.of(decoded.signal(), "trade.signals"),
            account,
            "paper-1",
            NOW,
            null,
            json);
    order = received.order();
    events.addAll(received.events());
  }

  public static Orders received() {
    return received("account-1", "EURUSD");
  }

  public static Orders received(String account, String symbol) {
    return new Orders(
        account,
        """
        {"signal_id":"%s","strategy":"s","account":"%s","symbol":"%s","side":"BUY","volume":"1.00"}"""
            .formatted(UUID.randomUUID(), account, symbol));
  }

  /** A MODIFY of the stop of a signal's order. */
  public static Orders modify(String account, String targetSignal, int revision) {
    return new Orders(
        account,
        """
        {"signal_id":"%s","command":"MODIFY","strategy":"s","account":"%s","target_signal_id":"%s",
        "stop_loss":"1.05","revision":%d}"""
            .formatted(UUID.randomUUID(), account, targetSignal, revision));
  }

  /** An order on the shortest way to a state. */
  static Orders in(OrderState state) {
    Orders orders = received();
    switch (state) {
      case RECEIVED -> {}
      case DENIED -> orders.after(new Event.Denied(WHY, 1L));
      case EXPIRED -> orders.after(new Event.Expired(WHY));
      case READY -> orders.ready();
      case SUBMITTING -> orders.submitting(1);
      case IN_DOUBT -> orders.submitting(1).after(new Event.Doubtful(WHY));
      case MANUAL_REVIEW ->
          orders.submitting(1).after(new Event.Doubtful(WHY)).after(new Event.Unresolvable(WHY));
      case ACCEPTED -> orders.submitting(1).told(VenueOrderState.WORKING);
      case TRIGGERED -> orders.submitting(1).told(VenueOrderState.TRIGGERED);
      case PARTIALLY_FILLED ->
          orders.submitting(1).told(VenueOrderState.PARTIALLY_FILLED, fill("t1", "0.40"));
      case FILLED -> orders.submitting(1).told(VenueOrderState.FILLED, fill("t1", "1.00"));
      case CANCELED -> orders.submitting(1).told(VenueOrderState.CANCELED);
      case REJECTED -> orders.submitting(1).after(new Event.Refused(WHY));
      case NOT_PLACED -> orders.submitting(1).after(new Event.NotSent(WHY, true));
    }
    if (orders.order.state() != state) {
      throw new IllegalStateException(orders.order.state() + " instead of " + state);
    }
    return orders;
  }

  public Orders ready() {
    return after(
        new Event.Approved(
            "EURUSD".equals(order.terms().symbol()) ? "EURUSD" : order.terms().symbol(),
            order.terms().side(),
            new BigDecimal("1.00"),
            null,
            new BigDecimal("1.1"),
            1L));
  }

  public Orders submitting(long epoch) {
    return ready().after(new Event.Submitted(epoch, NOW.plusSeconds(5)));
  }

  public Orders filled(String tradeId, String volume) {
    return told(VenueOrderState.FILLED, fill(tradeId, volume));
  }

  Orders told(VenueOrderState state, Fill... fills) {
    return after(new Event.VenueTold(venueOrder(order, state, fills)));
  }

  static VenueOrder venueOrder(Order order, VenueOrderState state, Fill... fills) {
    BigDecimal filled = BigDecimal.ZERO;
    for (Fill fill : fills) {
      filled = filled.add(fill.volume());
    }
    return stated(order, state, filled.toPlainString(), fills);
  }

  /** A venue's word with a cumulative volume of its own. */
  static VenueOrder stated(Order order, VenueOrderState state, String filled, Fill... fills) {
    return new VenueOrder(
        order.identity().clientOrderId(),
        "b1",
        null,
        "EURUSD",
        order.terms().side(),
        state,
        new BigDecimal("1.00"),
        new BigDecimal(filled),
        new BigDecimal("1.1"),
        List.of(fills),
        null,
        null,
        null,
        null,
        null,
        NOW);
  }

  static Fill fill(String tradeId, String volume) {
    return new Fill(tradeId, new BigDecimal(volume), new BigDecimal("1.1"), null, null, NOW);
  }

  public Orders after(Event event) {
    apply(event);
    return this;
  }

  Transition apply(Event event) {
    Transition transition = OrderMachine.apply(order, event, NOW);
    order = transition.order();
    events.addAll(transition.events());
    return transition;
  }

  public Order order() {
    return order;
  }

  public List<OrderEvent> events() {
    return List.copyOf(events);
  }

  List<EventKind> kinds() {
    return events.stream().map(OrderEvent::kind).toList();
  }
}
