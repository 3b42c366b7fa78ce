package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.systemtests.stack.FaultyWire.Loss;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.Mt5Kind;
import io.interlock.systemtests.stack.Mt5Venue;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the venue did is found out by asking, never by sending again. Fault case 1. */
@OnSharedStack
@ParameterizedClass(name = "{0}")
@EnumSource(Mt5Kind.class)
class LostReplyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mt5Kind kind;
  private final InterlockStack stack;

  LostReplyIT(Mt5Kind kind, InterlockStack stack) {
    this.kind = kind;
    this.stack = stack;
  }

  @ParameterizedTest
  @EnumSource(
      value = Loss.class,
      names = {"REPLY", "GARBLED_REPLY", "CONNECTION"})
  void shouldFindTheFillWithoutSendingAgainWhenTheReplyIsLost(Loss loss) {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().lose(loss, "OPEN_ORDER");
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(venue.books().orders()).hasSize(1);
      assertThat(venue.books().dealsOf(story.clientOrderId())).hasSize(1);
    }
  }

  @Test
  void shouldBeInDoubtUntilTheVenueSaysItNeverArrivedWhenTheRequestIsLost() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().lose(Loss.REQUEST, "OPEN_ORDER");
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);

      // Then: fenced, so it can't trade later either
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
      assertThat(story.kinds()).contains(EventKind.IN_DOUBT);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.NOT_PLACED);
      assertThat(venue.books().orders()).isEmpty();
    }
  }

  @Test
  void shouldOpenAgainWhenTheDoubtIsResolved() {
    try (Mt5Venue venue = stack.openVenue(kind)) {
      // Given
      venue.wire().lose(Loss.REPLY, "OPEN_ORDER");
      Signal first = venue.buy();
      stack.signals().send(first);
      stack.events().await(first, told -> told.state().isEnd(), PATIENCE, "an end");

      // When
      Signal second = venue.buy();
      stack.signals().send(second);

      // Then
      assertThat(stack.events().awaitConfirmed(second).state()).isEqualTo(OrderState.FILLED);
      assertThat(venue.books().orders()).hasSize(2);
    }
  }
}
