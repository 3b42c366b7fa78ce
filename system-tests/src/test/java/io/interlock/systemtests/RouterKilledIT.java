package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalStream;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** kill -9 of the router loses nothing and sends nothing twice. Fault case 2. */
@OnSharedStack
class RouterKilledIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final InterlockStack stack;

  RouterKilledIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldLoseNothingWhenKilledBetweenTwoSignals() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.letSignalsWait(LONG);
      Signal first = venue.buy();
      stack.signals().send(first);
      stack.events().awaitEvent(first, EventKind.RECEIVED);

      // When
      stack.process(StackService.ORDER_ROUTER).kill();
      Signal second = venue.buy();
      stack.signals().send(second);
      stack.restart(StackService.ORDER_ROUTER);

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), List.of(first, second), PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isEqualTo(2);
    }
  }

  @Test
  void shouldSendNothingTwiceWhenKilledWithOrdersAtEveryStep() {
    try (Venue busy = stack.openVenue();
        Venue slow = stack.openVenue();
        Venue silent = stack.openVenue();
        Venue patient = stack.openVenue()) {
      // Given: orders that wait in every state while others stream through all of them
      for (Venue venue : List.of(busy, slow, silent, patient)) {
        venue.letSignalsWait(LONG);
      }
      List<Signal> signals = new ArrayList<>();
      slow.host().inject(Fault.slow("OPEN_ORDER", 3_000));
      Signal submitting = slow.buy();
      silent.host().inject(Fault.next(Fault.Kind.LOSE_REPLY, "OPEN_ORDER"));
      Signal doubtful = silent.buy();
      Signal resting = patient.buy().with("type", "LIMIT").with("price", "0.50000");
      signals.addAll(List.of(submitting, doubtful, resting));
      signals.forEach(stack.signals()::send);
      stack.events().awaitState(resting, OrderState.ACCEPTED);
      stack.events().awaitState(submitting, OrderState.SUBMITTING);
      SignalStream stream = SignalStream.start(stack.signals(), 50, i -> busy.buy());
      Awaitility.await().atMost(PATIENCE).until(() -> busy.ledger().orders().size() > 20);

      // When
      stack.process(StackService.ORDER_ROUTER).kill();
      signals.addAll(stream.stop());
      stack.restart(StackService.ORDER_ROUTER);
      Signal cancel =
          patient
              .buy()
              .with("command", "CANCEL")
              .with("symbol", null)
              .with("side", null)
              .with("volume", null)
              .with("target_signal_id", resting.id());
      stack.signals().send(cancel);

      // Then
      Reckoning reckoning =
          Reckoning.of(stack, List.of(busy, slow, silent, patient), signals, PATIENCE);
      assertThat(stack.events().of(resting).state()).isEqualTo(OrderState.CANCELED);
      assertThat(stack.events().of(submitting).state()).isEqualTo(OrderState.FILLED);
      assertThat(stack.events().of(doubtful).state()).isEqualTo(OrderState.FILLED);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isGreaterThan(20);
    }
  }
}
