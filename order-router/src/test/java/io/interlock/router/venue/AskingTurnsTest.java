package io.interlock.router.venue;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.order.OrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AskingTurnsTest {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");

  private final AskingTurns turns = new AskingTurns(INTERVAL, 32);

  @Test
  void shouldAskAboutEveryOrderWhenThereAreManyMoreThanFitIntoOneTurn() {
    // Given
    Map<OrderId, Instant> watched = orders(100);
    Set<OrderId> seen = new HashSet<>();

    // When
    for (int look = 1; look <= 4; look++) {
      List<OrderId> turn = turns.next(watched, START.plus(INTERVAL.multipliedBy(look)));
      assertThat(turn).hasSizeLessThanOrEqualTo(32);
      seen.addAll(turn);
      turn.forEach(turns::answered);
    }

    // Then
    assertThat(seen).isEqualTo(watched.keySet());
  }

  @Test
  void shouldNotAskAgainBeforeTheAnswer() {
    // Given
    Map<OrderId, Instant> watched = orders(1);
    Instant later = START.plus(INTERVAL);
    OrderId order = turns.next(watched, later).getFirst();

    // When / Then
    assertThat(turns.next(watched, later.plus(INTERVAL))).isEmpty();
    turns.answered(order);
    assertThat(turns.next(watched, later.plus(INTERVAL))).containsExactly(order);
  }

  @Test
  void shouldNotAskWhileNewsAreFresh() {
    // When / Then
    assertThat(turns.next(orders(3), START.plusMillis(499))).isEmpty();
    assertThat(turns.next(orders(3), START.plusMillis(500))).hasSize(3);
  }

  @Test
  void shouldKeepToTheMostOutstandingAnswers() {
    // Given
    Map<OrderId, Instant> watched = orders(100);
    List<OrderId> first = turns.next(watched, START.plus(INTERVAL));

    // When
    turns.answered(first.getFirst());

    // Then
    assertThat(turns.next(watched, START.plus(INTERVAL)))
        .hasSize(1)
        .doesNotContainAnyElementsOf(first);
  }

  private static Map<OrderId, Instant> orders(int count) {
    Map<OrderId, Instant> orders = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      orders.put(OrderId.of("test", "order-" + i, 0), START);
    }
    return orders;
  }
}
