package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.ControlCommand;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Orders that arrive together never pass a limit together. Fault case 15. */
@OnSharedStack
class LimitEdgeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int FIT = 7;

  private final InterlockStack stack;

  LimitEdgeIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldNeverExceedTheExposureLimitWhenOrdersArriveTogether() {
    try (Venue venue = stack.openVenue()) {
      // Given: 0.1 lots at 1.10 are 11,000; seven fit, and a little is left
      venue
          .host()
          .apply(
              new ControlCommand.Price(
                  "EURUSD", new BigDecimal("1.09990"), new BigDecimal("1.10")));
      stack.limit(
          "account:" + venue.account(),
          Map.of("max_open_exposure", Integer.toString(FIT * 11_500)));
      Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
      List<Signal> signals = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        signals.add(venue.buy().with("volume", "0.1"));
      }

      // When
      for (int i = 0; i < signals.size(); i++) {
        stack.signals().sendTo(i % 3, venue.account(), signals.get(i).bytes());
      }

      // Then
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), signals, PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isEqualTo(FIT);
      assertThat(reckoning.stories())
          .filteredOn(story -> story.state() != OrderState.FILLED)
          .allSatisfy(
              story -> {
                assertThat(story.state()).isEqualTo(OrderState.DENIED);
                assertThat(story.reasonCode()).isEqualTo("MAX_OPEN_EXPOSURE");
              });
      assertThat(venue.ledger().orders()).hasSize(FIT);
    }
  }

  @Test
  void shouldTradeNoMoreThanTheRateWhenOrdersArriveTogether() {
    try (Venue venue = stack.openVenue()) {
      // Given
      stack.limit("account:" + venue.account(), Map.of("max_orders_per_second", 5));
      List<Signal> signals = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        signals.add(venue.buy());
      }

      // When
      signals.forEach(stack.signals()::sendLater);

      // Then: the window slides, so a second begun may let a few more pass, but never more than 5
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), signals, PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isBetween(5L, 15L);
      assertThat(reckoning.stories())
          .filteredOn(story -> story.state() != OrderState.FILLED)
          .extracting(OrderStory::reasonCode)
          .containsOnly("MESSAGE_RATE");
    }
  }
}
