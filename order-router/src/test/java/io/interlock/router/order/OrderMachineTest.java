package io.interlock.router.order;

import static io.interlock.router.order.Orders.fill;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrderMachineTest {

  /** The table of the design, written out a second time, from which the code must not differ. */
  private static final String EDGES =
      """
      RECEIVED: READY DENIED EXPIRED
      READY: SUBMITTING DENIED CANCELED EXPIRED
      SUBMITTING: ACCEPTED TRIGGERED PARTIALLY_FILLED FILLED REJECTED CANCELED EXPIRED NOT_PLACED IN_DOUBT
      IN_DOUBT: ACCEPTED TRIGGERED PARTIALLY_FILLED FILLED CANCELED EXPIRED REJECTED NOT_PLACED MANUAL_REVIEW
      ACCEPTED: TRIGGERED PARTIALLY_FILLED FILLED CANCELED EXPIRED REJECTED IN_DOUBT
      TRIGGERED: PARTIALLY_FILLED FILLED CANCELED EXPIRED REJECTED
      PARTIALLY_FILLED: PARTIALLY_FILLED FILLED CANCELED EXPIRED
      MANUAL_REVIEW: FILLED CANCELED EXPIRED REJECTED DENIED NOT_PLACED
      """;

  @Test
  void shouldHaveExactlyTheEdgesOfTheTable() {
    // Given
    Collection<String> expected =
        EDGES
            .lines()
            .flatMap(
                line -> {
                  String[] parts = line.split(": ");
                  return Stream.of(parts[1].split(" ")).map(to -> parts[0] + ">" + to);
                })
            .toList();

    // When
    List<String> actual = new ArrayList<>();
    for (OrderState from : OrderState.values()) {
      for (OrderState to : OrderState.values()) {
        if (Edges.legal(from, to)) {
          actual.add(from + ">" + to);
        }
      }
    }

    // Then
    assertThat(actual).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @EnumSource(OrderState.class)
  void shouldTakeOnlyEdgesAndKeepTheJournalWholeWhateverHappens(OrderState state) {
    for (Event event : happenings(Orders.in(state).order())) {
      // Given
      Orders orders = Orders.in(state);

      // When
      Transition transition = orders.apply(event);

      // Then
      for (OrderEvent step : transition.events()) {
        if (step.from() != step.to() && step.kind() != EventKind.LATE_FILL) {
          assertThat(Edges.legal(step.from(), step.to())).as("%s by %s", step, event).isTrue();
        }
      }
      if (transition instanceof Transition.Illegal) {
        assertThat(orders.kinds()).contains(EventKind.TRANSITION_REFUSED);
      }
      assertThat(orders.events())
          .extracting(OrderEvent::seq)
          .containsExactlyElementsOf(sequence(orders.events().size()));
      Order replayed = Replay.of(orders.events());
      assertThat(replayed.state()).isEqualTo(orders.order().state());
      assertThat(replayed.seq()).isEqualTo(orders.order().seq());
      assertThat(replayed.trades().volume())
          .as("%s in %s", event, state)
          .isEqualByComparingTo(orders.order().trades().volume());
    }
  }

  private static List<Event> happenings(Order order) {
    List<Event> events =
        new ArrayList<>(
            List.of(
                new Event.Denied(Orders.WHY, 1L),
                new Event.Expired(Orders.WHY),
                new Event.Submitted(2, Orders.NOW),
                new Event.Refused(Orders.WHY),
                new Event.NotSent(Orders.WHY, false),
                new Event.NotSent(Orders.WHY, true),
                new Event.Doubtful(Orders.WHY),
                new Event.Lost(Orders.WHY),
                new Event.ProvedAbsent(Orders.WHY),
                new Event.Unresolvable(Orders.WHY),
                new Event.Resolved(OrderState.CANCELED, "ann", Orders.WHY),
                new Event.Resolved(OrderState.ACCEPTED, "ann", Orders.WHY),
                new Event.OperationRequested(PendingOperation.CANCEL, Orders.WHY),
                new Event.OperationDone(PendingOperation.REPLACE),
                new Event.OperationRefused(PendingOperation.CANCEL, Orders.WHY),
                new Event.Confirmed(),
                new Event.Duplicate(Orders.WHY),
                new Event.Alarm(Orders.WHY)));
    for (VenueOrderState told : VenueOrderState.values()) {
      events.add(new Event.VenueTold(Orders.venueOrder(order, told)));
      events.add(new Event.VenueTold(Orders.venueOrder(order, told, fill("x", "0.30"))));
      events.add(new Event.VenueTold(Orders.stated(order, told, "1.00")));
    }
    return events;
  }

  private static List<Integer> sequence(int size) {
    return Stream.iterate(1, n -> n + 1).limit(size).toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = OrderState.class,
      names = {
        "FILLED",
        "CANCELED",
        "EXPIRED",
        "REJECTED",
        "DENIED",
        "NOT_PLACED",
        "MANUAL_REVIEW"
      })
  void shouldBookALateFillAndAlertWhateverTheEnd(OrderState state) {
    // Given
    Orders orders = Orders.in(state);
    BigDecimal before = orders.order().trades().volume();

    // When
    orders.told(VenueOrderState.PARTIALLY_FILLED, fill("late", "0.25"));

    // Then
    assertThat(orders.order().trades().byId()).containsKey("late");
    assertThat(orders.order().trades().volume().subtract(before)).isEqualByComparingTo("0.25");
    assertThat(orders.kinds()).contains(EventKind.LATE_FILL, EventKind.ALARM);
  }

  @Test
  void shouldCountATradeOnceWhenItIsToldOften() {
    // Given
    Orders orders = Orders.in(OrderState.ACCEPTED);

    // When
    for (int i = 0; i < 3; i++) {
      orders.told(VenueOrderState.PARTIALLY_FILLED, fill("a", "0.40"));
    }

    // Then
    assertThat(orders.order().trades().volume()).isEqualByComparingTo("0.40");
    assertThat(orders.kinds()).containsOnlyOnce(EventKind.PARTIALLY_FILLED);
  }

  @Test
  void shouldReplaceProvisionalVolumeByTheTradesThatMadeIt() {
    // Given
    Orders orders = Orders.in(OrderState.SUBMITTING);
    orders.after(
        new Event.VenueTold(Orders.stated(orders.order(), VenueOrderState.FILLED, "1.00")));

    // When
    orders.told(VenueOrderState.FILLED, fill("a", "0.60"), fill("b", "0.40"));

    // Then
    assertThat(orders.order().state()).isEqualTo(OrderState.FILLED);
    assertThat(orders.order().trades().volume()).isEqualByComparingTo("1.00");
    assertThat(orders.order().trades().provisional()).isEqualByComparingTo("0");
    assertThat(orders.kinds())
        .endsWith(EventKind.FILLED, EventKind.FILL_CORRECTED, EventKind.FILL_CORRECTED);
  }

  @Test
  void shouldAlarmWhenMoreIsTradedThanOrdered() {
    // Given
    Orders orders = Orders.in(OrderState.PARTIALLY_FILLED);

    // When
    orders.told(VenueOrderState.FILLED, fill("t1", "0.40"), fill("t2", "0.90"));

    // Then
    assertThat(orders.events().getLast().reason().code()).isEqualTo("OVERFILL");
    assertThat(orders.order().state()).isEqualTo(OrderState.FILLED);
  }

  @Test
  void shouldEndTheSameWhenNewsComeShuffledAndTwice() {
    for (int seed = 0; seed < 500; seed++) {
      // Given
      SplittableRandom random = new SplittableRandom(seed);
      Orders orders = Orders.in(OrderState.ACCEPTED);
      List<Event> news = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        news.add(told(orders, VenueOrderState.WORKING));
        news.add(told(orders, VenueOrderState.TRIGGERED));
        news.add(told(orders, VenueOrderState.PARTIALLY_FILLED, "a"));
        news.add(told(orders, VenueOrderState.FILLED, "a", "b"));
      }

      // When
      while (!news.isEmpty()) {
        orders.after(news.remove(random.nextInt(news.size())));
      }

      // Then
      assertThat(orders.order().state()).as("seed %d", seed).isEqualTo(OrderState.FILLED);
      assertThat(orders.order().trades().volume()).isEqualByComparingTo("1.00");
      assertThat(orders.kinds()).doesNotContain(EventKind.TRANSITION_REFUSED, EventKind.ALARM);
    }
  }

  private static Event told(Orders orders, VenueOrderState state, String... trades) {
    return new Event.VenueTold(
        Orders.venueOrder(
            orders.order(),
            state,
            Stream.of(trades)
                .map(id -> fill(id, "0.50"))
                .toArray(io.interlock.contracts.order.Fill[]::new)));
  }

  @Test
  void shouldNotRaiseDoubtAgainWhenNewsCameFirst() {
    // Given
    Orders orders = Orders.in(OrderState.FILLED);

    // When
    Transition transition = orders.apply(new Event.Doubtful(Orders.WHY));

    // Then
    assertThat(transition).isInstanceOf(Transition.Unchanged.class);
  }

  @ParameterizedTest
  @EnumSource(OrderState.class)
  void shouldBeInDoubtOnlyWhenAnAcceptedOrderIsLost(OrderState state) {
    // Given
    Orders orders = Orders.in(state);

    // When
    orders.apply(new Event.Lost(Orders.WHY));

    // Then
    assertThat(orders.order().state())
        .isEqualTo(state == OrderState.ACCEPTED ? OrderState.IN_DOUBT : state);
  }

  @Test
  void shouldRecordWhoResolvedAnOrderInManualReview() {
    // Given
    Orders orders = Orders.in(OrderState.MANUAL_REVIEW);

    // When
    orders.after(new Event.Resolved(OrderState.NOT_PLACED, "ann", Orders.WHY));

    // Then
    assertThat(orders.order().state()).isEqualTo(OrderState.NOT_PLACED);
    assertThat(orders.events().getLast().actor()).isEqualTo("ann");
  }
}
