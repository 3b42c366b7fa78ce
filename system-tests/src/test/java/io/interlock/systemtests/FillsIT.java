package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Fills are booked as the venue has them, whatever way they come. Fault case 18. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class FillsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mt5Kind kind;
  private final InterlockStack stack;

  FillsIT(Mt5Kind kind, InterlockStack stack) {
    this.kind = kind;
    this.stack = stack;
  }

  @Test
  void shouldBookWhatWasFilledWhenTheVenueFillsInPart() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().fillNext("0.4");
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitConfirmed(signal);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.CANCELED);
      assertThat(filled(story)).isEqualByComparingTo("0.4");
      assertThat(venue.books().held()).isEqualByComparingTo("0.4");
    }
  }

  @Test
  void shouldBookAllAndRaiseAnAlarmWhenTheVenueFillsTooMuch() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().fillNext("1.5");
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitEvent(signal, EventKind.ALARM);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(filled(story)).isEqualByComparingTo("1.5");
      assertThat(venue.books().held()).isEqualByComparingTo("1.5");
    }
  }

  @Test
  void shouldCountEachTradeOnceWhenEventsComeTwice() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().doubleEvents(100);
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      assertThat(filled(stack.events().awaitConfirmed(signal))).isEqualByComparingTo("1");
      assertThat(venue.books().deals()).hasSize(1);
    }
  }

  @Test
  void shouldEndWhereTheVenueEndedWhenEventsComeLateAndBackwards() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().holdEvents();
      Signal signal = venue.buy().with("volume", "1");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.FILLED);

      // When
      venue.wire().releaseEventsBackwards();
      Signal next = venue.buy();
      stack.signals().send(next);
      stack.events().awaitConfirmed(next);

      // Then
      OrderStory story = stack.events().of(signal);
      assertThat(story.state()).isEqualTo(OrderState.FILLED);
      assertThat(story.isComplete()).isTrue();
      assertThat(filled(story)).isEqualByComparingTo("1");
      assertThat(stack.events().contradictions()).isEmpty();
    }
  }

  @Test
  void shouldFillARestingOrderWhenTheMarketComesToIt() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.host().price("EURUSD", "1.08500", "1.08510");
      Signal signal = venue.buy().with("type", "LIMIT").with("price", "1.08400");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.ACCEPTED);

      // When
      venue.host().price("EURUSD", "1.08380", "1.08390");

      // Then
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "its fill");
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(filled(story)).isEqualByComparingTo("0.01");
    }
  }

  private static BigDecimal filled(OrderStory story) {
    return story.events().stream()
        .map(event -> event.execution())
        .filter(Objects::nonNull)
        .map(execution -> execution.filledVolume())
        .reduce(BigDecimal.ZERO, (before, after) -> after);
  }
}
