package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.ControlCommand;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a host does that is frozen, restarted, cut off or not heard; its ledger tells the truth. */
@OnSharedStack
class HostTroubleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InterlockStack stack;

  HostTroubleIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldTradeNothingWhenTheHostThawsAfterTheDeadline() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(new ControlCommand.Freeze());
      Signal signal = venue.buy().with("ttl_millis", 2_000);
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.IN_DOUBT);
      await()
          .pollDelay(Duration.ofMillis(2_500))
          .atMost(PATIENCE)
          .until(() -> !stack.events().of(signal).state().isEnd());

      // When
      venue.host().apply(new ControlCommand.Thaw());

      // Then
      OrderStory story = stack.events().awaitEnd(signal);
      assertThat(story.state()).isIn(OrderState.EXPIRED, OrderState.NOT_PLACED);
      assertThat(venue.ordersOf(story.clientOrderId())).isEmpty();
      assertThat(venue.ledger().commands())
          .filteredOn(command -> command.action().equals("OPEN_ORDER"))
          .allSatisfy(command -> assertThat(command.outcome()).isEqualTo("DEADLINE_PASSED"));
    }
  }

  @Test
  void shouldBookTheOneFillWhenTheHostIsRestartedWhileTheBrokerExecutes() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.slow("OPEN_ORDER", 1_500));
      Signal signal = venue.buy();
      stack.signals().send(signal);
      await().atMost(PATIENCE).until(() -> received(venue, "OPEN_ORDER") == 1);

      // When
      venue.host().apply(new ControlCommand.Restart());

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(story.has(EventKind.IN_DOUBT)).isTrue();
      assertThat(venue.dealsOf(story.clientOrderId())).hasSize(1);
      assertThat(received(venue, "OPEN_ORDER")).isEqualTo(1);
    }
  }

  @Test
  void shouldAskInsteadOfSendingAgainWhenTheHostDoesNotKnow() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.NO_RESULT, "OPEN_ORDER"));

      // When
      Signal signal = venue.buy();
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(venue.ordersOf(story.clientOrderId())).hasSize(1);
      assertThat(received(venue, "OPEN_ORDER")).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseWithTheBrokersReasonWhenTheBrokerRefuses() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.reject(10019));

      // When
      Signal signal = venue.buy();
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitEnd(signal);
      assertThat(story.state()).isEqualTo(OrderState.REJECTED);
      assertThat(story.first(EventKind.REJECTED).reason().toString()).contains("NO_MONEY");
      assertThat(venue.ordersOf(story.clientOrderId())).hasSize(1);
      assertThat(venue.ledger().deals()).isEmpty();
    }
  }

  @Test
  void shouldNotTradeLateWhenTheTradeServerComesBackAfterTheDeadline() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(new ControlCommand.TradeServer(false));
      Signal signal = venue.buy().with("ttl_millis", 1_500);
      stack.signals().send(signal);

      // When
      OrderStory story = stack.events().awaitEnd(signal);
      venue.host().apply(new ControlCommand.TradeServer(true));

      // Then
      assertThat(story.state()).isIn(OrderState.NOT_PLACED, OrderState.DENIED, OrderState.EXPIRED);
      assertThat(venue.ledger().orders()).isEmpty();
    }
  }

  @Test
  void shouldLearnOfTheFillWhenItsEventsAreLost() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(price("1.10000", "1.10010"));
      Signal signal = venue.buy().with("type", "LIMIT").with("price", "1.09950");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.ACCEPTED);
      venue.host().apply(new ControlCommand.DropEvents(10));

      // When
      venue.host().apply(price("1.09930", "1.09940"));

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(story.events().stream().filter(event -> event.fill() != null)).hasSize(1);
      assertThat(venue.dealsOf(story.clientOrderId())).hasSize(1);
    }
  }

  @Test
  void shouldTradeAgainWithinSecondsWhenConnectionsWereCut() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.DROP_CONNECTION, "OPEN_ORDER"));
      Signal cut = venue.buy();
      stack.signals().send(cut);

      // When
      OrderStory first = stack.events().awaitState(cut, OrderState.FILLED);
      Signal next = venue.buy();
      stack.signals().send(next);
      OrderStory second = stack.events().awaitState(next, OrderState.FILLED);

      // Then
      assertThat(venue.dealsOf(first.clientOrderId())).hasSize(1);
      assertThat(venue.dealsOf(second.clientOrderId())).hasSize(1);
      assertThat(received(venue, "OPEN_ORDER")).isEqualTo(2);
    }
  }

  private static long received(Venue venue, String action) {
    return venue.ledger().commands().stream()
        .filter(command -> command.action().equals(action))
        .count();
  }

  private static ControlCommand price(String bid, String ask) {
    return new ControlCommand.Price("EURUSD", new BigDecimal(bid), new BigDecimal(ask));
  }
}
