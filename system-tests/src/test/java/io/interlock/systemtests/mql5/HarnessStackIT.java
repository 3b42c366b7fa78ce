package io.interlock.systemtests.mql5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.stack.HarnessBuild;
import io.interlock.local.stack.Mt5Host;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The stack as {@code ./interlock up --mt5 harness} starts it.
 *
 * <p>Skipped where a tool is missing, unless {@code INTERLOCK_REQUIRE_NATIVE=1} says that none may
 * be.
 */
class HarnessStackIT {
  /** Of {@code brokers.yaml}. */
  private static final String ACCOUNT = "demo-1";

  @Test
  void shouldTradeWithTheExpertAdvisorWhenTheStackIsStartedWithIt() throws Exception {
    List<String> missing = HarnessBuild.missingPackages();
    if (!"1".equals(System.getenv("INTERLOCK_REQUIRE_NATIVE"))) {
      assumeTrue(
          missing.isEmpty(),
          "the Expert Advisor is not traded with, install: " + String.join(" ", missing));
    }
    assertThat(missing).as("packages INTERLOCK_REQUIRE_NATIVE=1 demands").isEmpty();
    try (InterlockStack stack = InterlockStack.start(new Mt5Host.Harness(Map.of()))) {
      // Given
      Venue.awaitTradable(stack, ACCOUNT);
      Signal signal = Signal.market(ACCOUNT, "EURUSD", "BUY");

      // When
      stack.signals().send(signal);
      OrderStory story = stack.events().awaitConfirmed(signal);

      // Then
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);

      // When
      stack.parts().restartVenue();
      Venue.awaitTradable(stack, ACCOUNT);
      Signal next = Signal.market(ACCOUNT, "EURUSD", "SELL");
      stack.signals().send(next);

      // Then
      assertThat(stack.events().awaitConfirmed(next).state()).isEqualTo(OrderState.FILLED);
    }
  }
}
