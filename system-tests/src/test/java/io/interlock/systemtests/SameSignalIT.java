package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A signal that arrives again, as it was or changed, never trades again. Fault cases 6 and 12. */
@OnSharedStack
class SameSignalIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InterlockStack stack;

  SameSignalIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldTradeOnceWhenTheSameSignalArrivesTwice() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy();
      stack.signals().send(signal);
      stack.events().awaitConfirmed(signal);

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitEvent(signal, EventKind.DUPLICATE);
      assertThat(story.state()).isEqualTo(OrderState.FILLED);
      assertThat(venue.ledger().orders()).hasSize(1);
    }
  }

  @Test
  void shouldTradeOnceWhenTheSameSignalArrivesAHundredTimesOnAllPartitions() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy();

      // When
      for (int i = 0; i < 100; i++) {
        stack.signals().sendTo(i % 3, venue.account(), signal.bytes());
      }

      // Then
      OrderStory story =
          stack
              .events()
              .await(signal, told -> duplicates(told) >= 99, PATIENCE, "its 99 duplicates");
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(duplicates(story)).isEqualTo(99);
      assertThat(venue.ledger().orders()).hasSize(1);
      assertThat(stack.events().ofAccount(venue.account())).hasSize(1);
    }
  }

  @Test
  void shouldRefuseAndRaiseAnAlarmWhenTheSameIdCarriesAnotherPayload() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy();
      stack.signals().send(signal);
      stack.events().awaitConfirmed(signal);

      // When
      stack.signals().send(signal.with("volume", "5"));

      // Then
      OrderStory story = stack.events().awaitEvent(signal, EventKind.ALARM);
      assertThat(story.state()).isEqualTo(OrderState.FILLED);
      assertThat(venue.ledger().orders())
          .singleElement()
          .satisfies(order -> assertThat(order.terms().volume()).isEqualByComparingTo("0.01"));
    }
  }

  private static long duplicates(OrderStory story) {
    return story.kinds().stream().filter(kind -> kind == EventKind.DUPLICATE).count();
  }
}
