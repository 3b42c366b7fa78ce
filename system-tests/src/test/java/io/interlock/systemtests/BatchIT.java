package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.systemtests.stack.FaultyWire.Loss;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Orders of one account that wait for a slow host reach it in one frame, each once. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class BatchIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SLOW_MILLIS = 300;

  private final Mt5Kind kind;
  private final InterlockStack stack;

  BatchIT(Mt5Kind kind, InterlockStack stack) {
    this.kind = kind;
    this.stack = stack;
  }

  @Test
  void shouldFillEachOnceWhenOrdersWaitForTheHost() {
    try (Mt5Venue venue = stack.openLockStepVenue(kind)) {
      // Given
      keepBusy(venue);

      // When
      List<Signal> waiting = waitingOrders(venue);
      waiting.forEach(stack.signals()::send);

      // Then
      assertThat(waiting).allSatisfy(signal -> filledOnce(venue, signal));
      assertThat(venue.wire().requests()).contains("OPEN_ORDERS");
    }
  }

  @Test
  void shouldFillEachOnceWhenTheReplyToThemIsLost() {
    try (Mt5Venue venue = stack.openLockStepVenue(kind)) {
      // Given
      venue.wire().lose(Loss.REPLY, "OPEN_ORDERS");
      keepBusy(venue);

      // When
      List<Signal> waiting = waitingOrders(venue);
      waiting.forEach(stack.signals()::send);

      // Then
      assertThat(waiting).allSatisfy(signal -> filledOnce(venue, signal));
    }
  }

  /** The host's lock-step is taken by a first order. */
  private void keepBusy(Mt5Venue venue) {
    venue.host().latency(SLOW_MILLIS);
    stack.signals().send(venue.buy());
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                venue.wire().requests().stream()
                    .anyMatch(action -> action.startsWith("OPEN_ORDER")));
  }

  /** Of different symbols, for orders of one symbol leave the router one after the other. */
  private static List<Signal> waitingOrders(Mt5Venue venue) {
    return Stream.of("GBPUSD", "USDJPY", "XAUUSD", "BTCUSD")
        .map(symbol -> Signal.market(venue.account(), symbol, "BUY"))
        .toList();
  }

  private void filledOnce(Mt5Venue venue, Signal signal) {
    OrderStory story =
        stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(venue.books().ordersOf(story.clientOrderId())).hasSize(1);
    assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
  }
}
