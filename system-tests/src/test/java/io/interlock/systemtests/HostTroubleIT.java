package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.trade.Retcode;
import io.interlock.systemtests.stack.FaultyWire.Loss;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a host does that is frozen, restarted, cut off or not heard; its ledger tells the truth. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class HostTroubleIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** After these no other try can help. */
  private static final List<Retcode> REFUSALS =
      List.of(
          Retcode.REJECT,
          Retcode.CANCEL,
          Retcode.INVALID,
          Retcode.INVALID_VOLUME,
          Retcode.INVALID_PRICE,
          Retcode.INVALID_STOPS,
          Retcode.TRADE_DISABLED,
          Retcode.MARKET_CLOSED,
          Retcode.NO_MONEY,
          Retcode.SERVER_DISABLES_AT,
          Retcode.LIMIT_ORDERS,
          Retcode.LIMIT_POSITIONS,
          Retcode.LONG_ONLY,
          Retcode.CLOSE_ONLY);

  private final Mt5Kind kind;
  private final InterlockStack stack;

  HostTroubleIT(Mt5Kind kind, InterlockStack stack) {
    this.kind = kind;
    this.stack = stack;
  }

  @Test
  void shouldTradeNothingWhenTheHostThawsAfterTheDeadline() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().freeze();
      Signal signal = venue.buy().with("ttl_millis", 2_000);
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.IN_DOUBT);
      await()
          .pollDelay(Duration.ofMillis(2_500))
          .atMost(PATIENCE)
          .until(() -> !stack.events().of(signal).state().isEnd());

      // When
      venue.host().thaw();

      // Then
      OrderStory story = stack.events().awaitEnd(signal);
      assertThat(story.state()).isIn(OrderState.EXPIRED, OrderState.NOT_PLACED);
      assertThat(venue.books().ordersOf(story.clientOrderId())).isEmpty();
      assertThat(venue.wire().outcomesOf("OPEN_ORDER"))
          .allSatisfy(outcome -> assertThat(outcome).isEqualTo("DEADLINE_PASSED"));
    }
  }

  @Test
  void shouldBookTheOneFillWhenTheHostIsRestartedWhileTheBrokerExecutes() {
    try (Mt5Venue venue = stack.openLockStepVenue(kind)) {
      // Given
      venue.host().dieAtNextSend();
      Signal signal = venue.buy();
      stack.signals().send(signal);
      stack.events().awaitEvent(signal, EventKind.IN_DOUBT);

      // When
      venue.host().awaitRestart();

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
      assertThat(venue.wire().count("OPEN_ORDER")).isEqualTo(1);
    }
  }

  @Test
  void shouldAskInsteadOfSendingAgainWhenTheHostDoesNotKnow() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().executeNextUnheard();

      // When
      Signal signal = venue.buy();
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(venue.books().ordersOf(story.clientOrderId())).hasSize(1);
      assertThat(venue.wire().count("OPEN_ORDER")).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseWithTheBrokersReasonWhenTheBrokerRefuses() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      for (Retcode retcode : REFUSALS) {
        // Given
        venue.host().refuseNext(retcode.code());

        // When
        Signal signal = venue.buy();
        stack.signals().send(signal);

        // Then
        OrderStory story = stack.events().awaitEnd(signal);
        assertThat(story.state()).as("%s", story).isEqualTo(OrderState.REJECTED);
        assertThat(String.valueOf(story.first(EventKind.REJECTED).reason()))
            .contains(retcode.name());
        assertThat(venue.host().sendsOf(story.clientOrderId())).isEqualTo(1);
      }
      assertThat(venue.books().deals()).isEmpty();
    }
  }

  @Test
  void shouldNotTradeLateWhenTheTradeServerComesBackAfterTheDeadline() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().tradeServer(false);
      Signal signal = venue.buy().with("ttl_millis", 1_500);
      stack.signals().send(signal);

      // When
      OrderStory story = stack.events().awaitEnd(signal);
      venue.host().tradeServer(true);

      // Then
      assertThat(story.state()).isIn(OrderState.NOT_PLACED, OrderState.DENIED, OrderState.EXPIRED);
      assertThat(venue.books().orders()).isEmpty();
    }
  }

  @Test
  void shouldLearnOfTheFillWhenItsEventsAreLost() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().price("EURUSD", "1.10000", "1.10010");
      Signal signal = venue.buy().with("type", "LIMIT").with("price", "1.09950");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.ACCEPTED);
      venue.wire().dropEvents(10);

      // When
      venue.host().price("EURUSD", "1.09930", "1.09940");

      // Then
      OrderStory story = stack.events().awaitState(signal, OrderState.FILLED);
      assertThat(story.events().stream().filter(event -> event.fill() != null)).hasSize(1);
      assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
    }
  }

  @Test
  void shouldTradeAgainWithinSecondsWhenConnectionsWereCut() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().lose(Loss.CONNECTION, "OPEN_ORDER");
      Signal cut = venue.buy();
      stack.signals().send(cut);

      // When
      OrderStory first = stack.events().awaitState(cut, OrderState.FILLED);
      Signal next = venue.buy();
      stack.signals().send(next);
      OrderStory second = stack.events().awaitState(next, OrderState.FILLED);

      // Then
      assertThat(venue.books().dealsOf(first.clientOrderId())).hasSize(1);
      assertThat(venue.books().dealsOf(second.clientOrderId())).hasSize(1);
      assertThat(venue.wire().count("OPEN_ORDER")).isEqualTo(2);
    }
  }
}
