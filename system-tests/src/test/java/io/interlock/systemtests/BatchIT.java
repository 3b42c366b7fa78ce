package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.ControlCommand;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Orders of one account that wait for a slow host reach it in one frame, each once. */
@OnSharedStack
class BatchIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SLOW_MILLIS = 300;

  private final InterlockStack stack;

  BatchIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldFillEachOnceWhenOrdersWaitForTheHost() {
    try (Venue venue = stack.openVenue()) {
      // Given
      keepBusy(venue);

      // When
      List<Signal> waiting = waitingOrders(venue);
      waiting.forEach(stack.signals()::send);

      // Then
      assertThat(waiting).allSatisfy(signal -> filledOnce(venue, signal));
      assertThat(venue.ledger().commands())
          .extracting(Ledger.Received::action)
          .contains("OPEN_ORDERS");
    }
  }

  @Test
  void shouldFillEachOnceWhenTheReplyToThemIsLost() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.LOSE_REPLY, "OPEN_ORDERS"));
      keepBusy(venue);

      // When
      List<Signal> waiting = waitingOrders(venue);
      waiting.forEach(stack.signals()::send);

      // Then
      assertThat(waiting).allSatisfy(signal -> filledOnce(venue, signal));
    }
  }

  /** The host's lock-step is taken by a first order. */
  private void keepBusy(Venue venue) {
    venue.host().apply(new ControlCommand.Latency(SLOW_MILLIS));
    stack.signals().send(venue.buy());
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                venue.ledger().commands().stream()
                    .anyMatch(command -> command.action().startsWith("OPEN_ORDER")));
  }

  /** Of different symbols, for orders of one symbol leave the router one after the other. */
  private static List<Signal> waitingOrders(Venue venue) {
    return Stream.of("GBPUSD", "USDJPY", "XAUUSD", "BTCUSD")
        .map(symbol -> Signal.market(venue.account(), symbol, "BUY"))
        .toList();
  }

  private void filledOnce(Venue venue, Signal signal) {
    OrderStory story =
        stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(venue.ordersOf(story.clientOrderId())).hasSize(1);
    assertThat(venue.dealsOf(story.clientOrderId())).hasSize(1);
  }
}
