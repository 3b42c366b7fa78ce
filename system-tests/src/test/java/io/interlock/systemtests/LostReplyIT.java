package io.interlock.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the venue did is found out by asking, never by sending again. Fault case 1. */
@OnSharedStack
class LostReplyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InterlockStack stack;

  LostReplyIT(InterlockStack stack) {
    this.stack = stack;
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"LOSE_REPLY", "GARBAGE_REPLY", "DROP_CONNECTION"})
  void shouldFindTheFillWithoutSendingAgainWhenTheReplyIsLost(Fault.Kind loss) {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(loss, "OPEN_ORDER"));
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(venue.ledger().orders()).hasSize(1);
      assertThat(venue.dealsOf(story.clientOrderId())).hasSize(1);
    }
  }

  @Test
  void shouldBeInDoubtUntilTheVenueSaysItNeverArrivedWhenTheRequestIsLost() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.LOSE_REQUEST, "OPEN_ORDER"));
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);

      // Then: fenced, so it can't trade later either
      OrderStory story =
          stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
      assertThat(story.kinds()).contains(EventKind.IN_DOUBT);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.NOT_PLACED);
      assertThat(venue.ledger().orders()).isEmpty();
    }
  }

  @Test
  void shouldOpenAgainWhenTheDoubtIsResolved() {
    try (Venue venue = stack.openVenue()) {
      // Given
      venue.host().inject(Fault.next(Fault.Kind.LOSE_REPLY, "OPEN_ORDER"));
      Signal first = venue.buy();
      stack.signals().send(first);
      stack.events().await(first, told -> told.state().isEnd(), PATIENCE, "an end");

      // When
      Signal second = venue.buy();
      stack.signals().send(second);

      // Then
      assertThat(stack.events().awaitConfirmed(second).state()).isEqualTo(OrderState.FILLED);
      assertThat(venue.ledger().orders()).hasSize(2);
    }
  }
}
