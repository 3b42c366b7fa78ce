package io.interlock.router.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.router.order.Event;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.OrderMachine;
import io.interlock.router.order.Terms;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Instant NOW = Instant.parse("2026-03-04T10:00:00Z");

  private final Map<OrderId, Order> orders = new HashMap<>();
  private final List<OrderId> left = new ArrayList<>();

  @Test
  void shouldLetTheNextLeaveOnceTheOneBeforeIsAnswered() {
    // Given
    Lanes lanes = new Lanes(left::add);
    Order first = submitting(1);
    Order second = submitting(2);

    // When
    lanes.enter(first);
    lanes.enter(second);

    // Then
    assertThat(left).containsExactly(first.id());
    lanes.moved(refused(first));
    assertThat(left).containsExactly(first.id(), second.id());
  }

  @Test
  void shouldEndThousandsThatAreTooLateWithoutRecursion() {
    // Given a lane in which everything but the first ends the moment it may leave
    List<Lanes> lane = new ArrayList<>();
    Lanes lanes =
        new Lanes(
            id -> {
              left.add(id);
              if (left.size() > 1) {
                lane.getFirst().moved(refused(orders.get(id)));
              }
            });
    lane.add(lanes);
    for (int i = 0; i < 20_000; i++) {
      lanes.enter(submitting(i));
    }

    // When
    lanes.moved(refused(orders.get(left.getFirst())));

    // Then
    assertThat(left).hasSize(20_000).doesNotHaveDuplicates();
  }

  private Order submitting(int n) {
    Identity identity = Identity.of("test", "topic", "s-" + n, 0, "hash");
    Terms terms =
        new Terms(
            Command.OPEN,
            "s",
            "EURUSD",
            Side.BUY,
            OrderType.MARKET,
            BigDecimal.ONE,
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
    Order received = Order.receive(identity, terms, "a", "b", NOW, null, "{}").order();
    Order ready =
        OrderMachine.apply(
                received,
                new Event.Approved("EURUSD", Side.BUY, BigDecimal.ONE, null, null, 0L),
                NOW)
            .order();
    Order submitting =
        OrderMachine.apply(ready, new Event.Submitted(1, NOW.plusSeconds(5)), NOW).order();
    orders.put(submitting.id(), submitting);
    return submitting;
  }

  private static Order refused(Order order) {
    return OrderMachine.apply(
            order, new Event.Refused(Reason.of("DEADLINE_PASSED", "too late")), NOW)
        .order();
  }
}
