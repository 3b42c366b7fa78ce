package io.interlock.router;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many signals at once: each ends, once, whether there is time to trade it or not. */
@QuarkusTest
@WithTestResource(RouterStack.class)
class BurstTest {
  private static final int SIGNALS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Market market = RouterStack.market();
  private final LedgerVenue venue = RouterStack.venue();

  @BeforeEach
  @AfterEach
  void freshVenue() {
    venue.forget();
  }

  @Test
  void shouldEndEverySignalOnceWhenThousandsComeAtOnce() {
    // When
    List<String> signals = burst();

    // Then
    Map<OrderState, Long> ends = ends(signals);
    assertThat(ends.keySet()).as("%s", ends).isSubsetOf(OrderState.FILLED, OrderState.EXPIRED);
    assertThat(ends).containsKey(OrderState.FILLED);
  }

  @Test
  void shouldLetExpireWhatIsNotSentInTimeWhenTheVenueIsSlow() {
    // Given: some 6 s for an account's orders, which have 5 s
    venue.beSlow(12);

    // When
    List<String> signals = burst();

    // Then
    Map<OrderState, Long> ends = ends(signals);
    assertThat(ends.keySet())
        .as("%s", ends)
        .containsExactlyInAnyOrder(OrderState.FILLED, OrderState.EXPIRED);
  }

  private List<String> burst() {
    List<String> signals = new ArrayList<>();
    for (int i = 0; i < SIGNALS; i++) {
      String id = Market.newId();
      String account = "paper-account-" + (i % 4 + 1);
      signals.add(id);
      market.signalAsync(account, Market.marketOrder(id, account));
    }
    return signals;
  }

  /** How many ended how; exactly once each, as the events and the venue's ledger tell it. */
  private Map<OrderState, Long> ends(List<String> signals) {
    Map<String, List<OrderEvent>> stories = awaitConfirmed(new HashSet<>(signals));
    Set<Object> filled = new HashSet<>();
    for (List<OrderEvent> story : stories.values()) {
      List<OrderEvent> inOrder =
          story.stream().distinct().sorted(Comparator.comparing(OrderEvent::seq)).toList();
      assertThat(inOrder).extracting(OrderEvent::seq).startsWith(1).doesNotHaveDuplicates();
      assertThat(inOrder.getLast().seq()).as("%s", inOrder).isEqualTo(inOrder.size());
      assertThat(inOrder)
          .filteredOn(event -> event.kind() == EventKind.CONFIRMED)
          .as("%s", inOrder)
          .hasSize(1);
      if (inOrder.getLast().to() == OrderState.FILLED) {
        filled.add(inOrder.getLast().clientOrderId());
      }
    }
    assertThat(venue.sends()).doesNotHaveDuplicates();
    assertThat(new HashSet<Object>(venue.sends())).isEqualTo(filled);
    return stories.values().stream()
        .map(story -> story.stream().max(Comparator.comparing(OrderEvent::seq)).orElseThrow().to())
        .collect(groupingBy(state -> state, counting()));
  }

  private Map<String, List<OrderEvent>> awaitConfirmed(Set<String> signals) {
    try {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(250))
          .until(() -> confirmed() >= signals.size() && open(signals).isEmpty());
    } catch (ConditionTimeoutException e) {
      List<String> open = open(signals);
      throw new AssertionError(
          "%d of %d signals have no confirmed end; the first: %s"
              .formatted(open.size(), signals.size(), market.events(open.getFirst())),
          e);
    }
    return stories(signals);
  }

  private long confirmed() {
    return market.events().stream().filter(e -> e.kind() == EventKind.CONFIRMED).count();
  }

  private List<String> open(Set<String> signals) {
    Map<String, List<OrderEvent>> stories = stories(signals);
    return signals.stream()
        .filter(
            id ->
                stories.getOrDefault(id, List.of()).stream()
                    .noneMatch(event -> event.kind() == EventKind.CONFIRMED))
        .toList();
  }

  private Map<String, List<OrderEvent>> stories(Set<String> signals) {
    return market.events().stream()
        .filter(event -> signals.contains(event.signalId()))
        .collect(groupingBy(OrderEvent::signalId));
  }
}
