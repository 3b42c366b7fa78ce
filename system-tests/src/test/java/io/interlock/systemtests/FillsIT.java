package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.ControlCommand;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.Position;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Fills are booked as the venue has them, whatever way they come. Fault case 18. */
@OnSharedStack
class FillsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InterlockStack stack;

  FillsIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldBookWhatWasFilledWhenTheVenueFillsInPart() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.fill("0.4"));
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitConfirmed(signal);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.CANCELED);
      assertThat(filled(story)).isEqualByComparingTo("0.4");
      assertThat(held(venue)).isEqualByComparingTo("0.4");
    }
  }

  @Test
  void shouldBookAllAndRaiseAnAlarmWhenTheVenueFillsTooMuch() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.fill("1.5"));
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitEvent(signal, EventKind.ALARM);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(filled(story)).isEqualByComparingTo("1.5");
      assertThat(held(venue)).isEqualByComparingTo("1.5");
    }
  }

  @Test
  void shouldCountEachTradeOnceWhenEventsComeTwice() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(new ControlCommand.DuplicateEvents(100));
      Signal signal = venue.buy().with("volume", "1");

      // When
      stack.signals().send(signal);

      // Then
      assertThat(filled(stack.events().awaitConfirmed(signal))).isEqualByComparingTo("1");
      assertThat(venue.ledger().deals()).hasSize(1);
    }
  }

  @Test
  void shouldEndWhereTheVenueEndedWhenEventsComeLateAndBackwards() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().apply(new ControlCommand.HoldEvents());
      Signal signal = venue.buy().with("volume", "1");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.FILLED);

      // When
      venue.host().apply(new ControlCommand.ReleaseEvents(true));
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
    try (Venue venue = stack.openVenue()) {
      // Given
      price(venue, "1.08500", "1.08510");
      Signal signal = venue.buy().with("type", "LIMIT").with("price", "1.08400");
      stack.signals().send(signal);
      stack.events().awaitState(signal, OrderState.ACCEPTED);

      // When
      price(venue, "1.08380", "1.08390");

      // Then
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "its fill");
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(filled(story)).isEqualByComparingTo("0.01");
    }
  }

  private static void price(Venue venue, String bid, String ask) {
    venue
        .host()
        .apply(new ControlCommand.Price("EURUSD", new BigDecimal(bid), new BigDecimal(ask)));
  }

  private static BigDecimal filled(OrderStory story) {
    return story.events().stream()
        .map(event -> event.execution())
        .filter(Objects::nonNull)
        .map(execution -> execution.filledVolume())
        .reduce(BigDecimal.ZERO, (before, after) -> after);
  }

  private static BigDecimal held(Venue venue) {
    return venue.ledger().positions().stream()
        .map(Position::volume)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
