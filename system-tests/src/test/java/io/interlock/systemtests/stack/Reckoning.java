package io.interlock.systemtests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Holds what Interlock says about orders against what the venues wrote down: every signal has
 * exactly one end, nothing was sent twice, nothing traded that Interlock does not know of.
 */
public final class Reckoning {
  private final List<OrderStory> stories;

  private Reckoning(List<OrderStory> stories) {
    this.stories = List.copyOf(stories);
  }

  /** Waits until the order of every signal is confirmed, then compares. */
  public static Reckoning of(
      InterlockStack stack,
      Collection<Venue> venues,
      Collection<Signal> signals,
      Duration patience) {
    List<OrderStory> stories = awaitConfirmed(stack.events(), signals, patience);
    for (OrderStory story : stories) {
      assertThat(story.isComplete()).as("sequence without a gap: %s", story).isTrue();
      assertThat(story.kinds().stream().filter(kind -> kind == EventKind.CONFIRMED).count())
          .as("one end: %s", story)
          .isOne();
    }
    assertThat(stack.events().contradictions()).isEmpty();
    Set<String> known = new HashSet<>();
    stories.forEach(story -> known.add(story.clientOrderId()));
    for (Venue venue : venues) {
      Ledger ledger = venue.ledger();
      Set<String> sent = new HashSet<>();
      for (Order order : ledger.orders()) {
        String id = order.terms().clientOrderId();
        assertThat(known).as("the venue's order %s is known", order).contains(id);
        assertThat(sent.add(id)).as("%s was sent once", id).isTrue();
      }
      for (OrderStory story : stories) {
        if (venue.account().equals(story.last().account())) {
          compare(story, ledger.dealsOf(story.clientOrderId()));
        }
      }
    }
    return new Reckoning(stories);
  }

  public List<OrderStory> stories() {
    return stories;
  }

  public long count(OrderState state) {
    return stories.stream().filter(story -> story.state() == state).count();
  }

  /** How many ended how, and a story of each kind of end. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (OrderState state : OrderState.values()) {
      stories.stream()
          .filter(story -> story.state() == state)
          .findFirst()
          .ifPresent(
              story ->
                  text.append(count(state)).append(' ').append(state).append(": ").append(story));
    }
    return text.toString();
  }

  private static void compare(OrderStory story, List<Deal> deals) {
    boolean mayHaveTraded =
        switch (story.state()) {
          case FILLED -> {
            assertThat(deals).as("the venue filled %s", story).isNotEmpty();
            yield true;
          }
          case PARTIALLY_FILLED, CANCELED, EXPIRED, MANUAL_REVIEW, IN_DOUBT -> true;
          case RECEIVED, READY, SUBMITTING, ACCEPTED, TRIGGERED, REJECTED, DENIED, NOT_PLACED ->
              false;
        };
    if (!mayHaveTraded) {
      assertThat(deals).as("the venue did not trade %s", story).isEmpty();
    }
    assertThat(deals.size()).as("traded once: %s", story).isLessThanOrEqualTo(1);
  }

  private static List<OrderStory> awaitConfirmed(
      OrderEvents events, Collection<Signal> signals, Duration patience) {
    List<Signal> open = new ArrayList<>(signals);
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                open.removeIf(signal -> isConfirmed(events.of(signal)));
                return open.isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%d of %d signals had no confirmed end after %d s; the first: %s %s"
              .formatted(
                  open.size(),
                  signals.size(),
                  patience.toSeconds(),
                  open.getFirst().id(),
                  events.of(open.getFirst())),
          e);
    }
    return signals.stream().map(events::of).toList();
  }

  private static boolean isConfirmed(OrderStory story) {
    return !story.events().isEmpty() && story.has(EventKind.CONFIRMED);
  }
}
