package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.process.ChildProcess;
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

/**
 * A bridge that goes while orders are on their way to it, many on one stream: what was written is
 * in doubt and asked for, nothing is sent twice.
 */
@OnSharedStack
class BridgeKilledIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LONG = Duration.ofMinutes(2);

  private final InterlockStack stack;

  BridgeKilledIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldSendNothingTwiceWhenItIsKilledWithOrdersUnanswered() {
    try (Venue busy = stack.openVenue();
        Venue slow = stack.openVenue()) {
      // Given
      busy.letSignalsWait(LONG);
      slow.letSignalsWait(LONG);
      slow.host().inject(Fault.slow("OPEN_ORDER", 800));
      Signal unanswered = slow.buy();
      SignalStream stream = SignalStream.start(stack.signals(), 100, i -> order(busy, i));
      Awaitility.await().atMost(PATIENCE).until(() -> busy.ledger().orders().size() > 50);
      stack.signals().send(unanswered);
      stack.events().awaitEvent(unanswered, EventKind.SUBMITTING);

      // When
      stack.process(StackService.GATEWAY_BRIDGE).kill();
      stack.events().awaitEvent(unanswered, EventKind.IN_DOUBT);
      stack.restart(StackService.GATEWAY_BRIDGE);
      int before = busy.ledger().orders().size();
      Awaitility.await("orders leave again")
          .atMost(PATIENCE)
          .until(() -> busy.ledger().orders().size() > before + 50);
      List<Signal> signals = new ArrayList<>(stream.stop());
      signals.add(unanswered);

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(busy, slow), signals, PATIENCE);
      assertThat(stack.events().of(unanswered).state()).isEqualTo(OrderState.FILLED);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isGreaterThan(100);
    }
  }

  @Test
  void shouldSendNothingTwiceWhenItHangsLongerThanRoutersWait() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.letSignalsWait(LONG);
      SignalStream stream = SignalStream.start(stack.signals(), 100, i -> order(venue, i));
      Awaitility.await().atMost(PATIENCE).until(() -> venue.ledger().orders().size() > 50);
      ChildProcess bridge = stack.process(StackService.GATEWAY_BRIDGE);

      // When
      bridge.freeze();
      try {
        Awaitility.await("an order is in doubt").atMost(PATIENCE).until(() -> hasDoubt(venue));
      } finally {
        bridge.thaw();
      }
      int before = venue.ledger().orders().size();
      Awaitility.await("orders leave again")
          .atMost(PATIENCE)
          .until(() -> venue.ledger().orders().size() > before + 50);

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), stream.stop(), PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isGreaterThan(100);
    }
  }

  /** Orders of two symbols: they don't wait for each other. */
  private static Signal order(Venue venue, int number) {
    return Signal.market(venue.account(), number % 2 == 0 ? "EURUSD" : "GBPUSD", "BUY");
  }

  private boolean hasDoubt(Venue venue) {
    return stack.events().ofAccount(venue.account()).stream()
        .anyMatch(story -> story.has(EventKind.IN_DOUBT));
  }
}
