package io.interlock.router.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Reason WHY = Reason.of("WHY", "because");

  private final List<OrderId> left = new ArrayList<>();
  private final Lanes lanes = new Lanes(50, left::addAll);

  @Test
  void shouldLetTheNextLeaveWhenTheOneBeforeIsAnswered() {
    // Given
    Orders first = submitting("EURUSD");
    Orders second = submitting("EURUSD");
    lanes.enter(first.order());
    lanes.enter(second.order());
    assertThat(left).containsExactly(first.order().id());

    // When
    lanes.moved(first.after(new Event.Refused(WHY)).order());

    // Then
    assertThat(left).containsExactly(first.order().id(), second.order().id());
  }

  @Test
  void shouldHoldTheNextWhileOneIsInDoubt() {
    // Given
    Orders first = submitting("EURUSD");
    Order second = submitting("EURUSD").order();
    lanes.enter(first.order());
    lanes.enter(second);

    // When
    lanes.moved(first.after(new Event.Doubtful(WHY)).order());

    // Then
    assertThat(left).containsExactly(first.order().id());
    assertThat(lanes.waits(second)).isTrue();
  }

  @Test
  void shouldNotHoldOtherSymbolsOrAccounts() {
    // Given
    Order first = submitting("EURUSD").order();
    Order other = submitting("USDJPY").order();
    Order elsewhere = Orders.received("account-2", "EURUSD").submitting(1).order();

    // When
    lanes.enter(first);
    lanes.enter(other);
    lanes.enter(elsewhere);

    // Then
    assertThat(left).containsExactly(first.id(), other.id(), elsewhere.id());
  }

  @Test
  void shouldHoldWhatComesBehindAnOrderFoundInDoubt() {
    // Given
    Orders found = submitting("EURUSD").after(new Event.Doubtful(WHY));
    Order next = submitting("EURUSD").order();
    lanes.block(found.order());

    // When
    lanes.enter(next);
    boolean held = left.isEmpty();
    lanes.moved(found.after(new Event.ProvedAbsent(WHY)).order());

    // Then
    assertThat(held).isTrue();
    assertThat(left).containsExactly(next.id());
  }

  @Test
  void shouldLetThoseThatWaitLeaveTogetherInTheirOrder() {
    // Given
    List<List<OrderId>> departures = new ArrayList<>();
    Lanes lane = new Lanes(2, departures::add);
    Orders first = submitting("EURUSD");
    List<Order> waiting =
        List.of(
            submitting("EURUSD").order(),
            submitting("EURUSD").order(),
            submitting("EURUSD").order());
    lane.enter(first.order());
    waiting.forEach(lane::enter);

    // When
    lane.moved(first.after(new Event.Refused(WHY)).order());

    // Then
    assertThat(departures)
        .containsExactly(
            List.of(first.order().id()), List.of(waiting.get(0).id(), waiting.get(1).id()));
    assertThat(lane.waits(waiting.get(2))).isTrue();
  }

  @Test
  void shouldKeepTheirTurnForOrdersThatComeBackUnsentBehindOneInDoubt() {
    // Given
    List<List<OrderId>> departures = new ArrayList<>();
    Lanes lane = new Lanes(50, departures::add);
    Orders first = submitting("EURUSD");
    Orders doubtful = submitting("EURUSD");
    Order unsent = submitting("EURUSD").order();
    Order later = submitting("EURUSD").order();
    lane.enter(first.order());
    lane.enter(doubtful.order());
    lane.enter(unsent);
    lane.moved(first.after(new Event.Refused(WHY)).order());
    lane.enter(later);
    Orders inDoubt = doubtful.after(new Event.Doubtful(WHY));
    lane.moved(inDoubt.order());

    // When
    lane.again(List.of(unsent));
    boolean held = lane.waits(unsent);
    lane.moved(inDoubt.after(new Event.ProvedAbsent(WHY)).order());

    // Then
    assertThat(held).isTrue();
    assertThat(departures.getLast()).containsExactly(unsent.id(), later.id());
  }

  @Test
  void shouldEndThousandsThatAreTooLateWithoutRecursion() {
    // Given a lane in which everything but the first ends the moment it may leave
    Map<OrderId, Orders> waiting = new HashMap<>();
    List<Lanes> lane = new ArrayList<>();
    Lanes ending =
        new Lanes(
            1,
            ids -> {
              left.addAll(ids);
              if (left.size() > 1) {
                OrderId id = ids.getFirst();
                lane.getFirst().moved(waiting.get(id).after(new Event.Refused(WHY)).order());
              }
            });
    lane.add(ending);
    for (int i = 0; i < 20_000; i++) {
      Orders orders = submitting("EURUSD");
      waiting.put(orders.order().id(), orders);
      ending.enter(orders.order());
    }

    // When
    ending.moved(waiting.get(left.getFirst()).after(new Event.Refused(WHY)).order());

    // Then
    assertThat(left).hasSize(20_000).doesNotHaveDuplicates();
  }

  private static Orders submitting(String symbol) {
    return Orders.received("account-1", symbol).submitting(1);
  }
}
