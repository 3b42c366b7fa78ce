package io.interlock.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RouterStack.class)
class CommandsTest {
  private final Market market = RouterStack.market();
  private final LedgerVenue venue = RouterStack.venue();

  @BeforeEach
  void freshVenue() {
    venue.forget();
  }

  @Test
  void shouldCancelAWorkingOrderOnce() {
    // Given
    String open = workingOrder("momentum");

    // When
    String cancel = command("CANCEL", "\"target_signal_id\":\"%s\"".formatted(open));

    // Then
    awaitState(open, OrderState.CANCELED);
    awaitState(cancel, OrderState.ACCEPTED);
    assertThat(kinds(open)).contains(EventKind.CANCEL_REQUESTED, EventKind.CONFIRMED);
    assertThat(kinds(cancel)).endsWith(EventKind.CONFIRMED);
    assertThat(venue.commands()).filteredOn(CancelOrder.class::isInstance).hasSize(1);
  }

  @Test
  void shouldDenyASignalThatWasCancelledBeforeItCame() {
    // Given
    String open = Market.newId();
    String cancel = command("CANCEL", "\"target_signal_id\":\"%s\"".formatted(open));
    awaitState(cancel, OrderState.DENIED);

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(open));

    // Then
    awaitState(open, OrderState.DENIED);
    assertThat(denial(open)).isEqualTo(DenialReason.CANCELLED_BEFORE_ARRIVAL.name());
    assertThat(venue.sends()).isEmpty();
  }

  @Test
  void shouldModifyAWorkingOrderAndRefuseAnOlderRevision() {
    // Given
    String open = workingOrder("momentum");
    String target = "\"target_signal_id\":\"%s\",\"stop_loss\":\"1.05\",".formatted(open);

    // When
    String newer = command("MODIFY", target + "\"revision\":2");
    awaitState(newer, OrderState.ACCEPTED);
    String older = command("MODIFY", target + "\"revision\":1");

    // Then
    awaitState(older, OrderState.DENIED);
    assertThat(denial(older)).isEqualTo(DenialReason.STALE_REVISION.name());
    assertThat(kinds(open)).contains(EventKind.REPLACE_REQUESTED, EventKind.REPLACED);
    assertThat(venue.commands()).filteredOn(ModifyOrder.class::isInstance).hasSize(1);
  }

  @Test
  void shouldCloseThePositionOfAnOrder() {
    // Given
    String open = Market.newId();
    market.signal(Market.ACCOUNT, Market.marketOrder(open));
    awaitState(open, OrderState.FILLED);

    // When
    String close = command("CLOSE", "\"target_signal_id\":\"%s\"".formatted(open));

    // Then
    awaitState(close, OrderState.FILLED);
    assertThat(venue.commands()).filteredOn(ClosePosition.class::isInstance).hasSize(1);
  }

  @Test
  void shouldCloseEachPositionOfAStrategyOnce() {
    // Given
    String strategy = "closer-" + Market.newId();
    for (int i = 0; i < 3; i++) {
      String id = Market.newId();
      market.signal(Market.ACCOUNT, Market.marketOrder(id).replace("momentum", strategy));
      awaitState(id, OrderState.FILLED);
    }

    // When
    String close = Market.newId();
    String signal =
        """
        {"signal_id":"%s","command":"CLOSE","strategy":"%s","account":"%s","all_of_strategy":true,\
        "timestamp":"%s"}"""
            .formatted(close, strategy, Market.ACCOUNT, Instant.now());
    market.signal(Market.ACCOUNT, signal);
    market.signal(Market.ACCOUNT, signal);

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(market.events(close))
                    .filteredOn(e -> e.kind() == EventKind.CONFIRMED)
                    .extracting(OrderEvent::leg)
                    .containsExactlyInAnyOrder(0, 1, 2));
    assertThat(venue.commands()).filteredOn(ClosePosition.class::isInstance).hasSize(3);
  }

  @Test
  void shouldLearnOfAFillByAskingWhenNothingIsReported() {
    // Given
    String open = workingOrder("momentum");
    var id = market.events(open).getFirst().clientOrderId();

    // When
    venue.fillWorking(id);

    // Then
    awaitState(open, OrderState.FILLED);
    assertThat(kinds(open)).contains(EventKind.ACCEPTED, EventKind.FILLED, EventKind.CONFIRMED);
  }

  @Test
  void shouldCancelAndExpireWhenAnImmediateOrderIsNotDoneInTime() {
    // Given
    String open = Market.newId();
    venue.be(LedgerVenue.Mood.PARTIAL, 1);

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(open));

    // Then
    awaitState(open, OrderState.EXPIRED);
    assertThat(kinds(open))
        .containsSubsequence(
            EventKind.PARTIALLY_FILLED,
            EventKind.CANCEL_REQUESTED,
            EventKind.EXPIRED,
            EventKind.CONFIRMED);
    assertThat(market.events(open).getLast().execution().filledVolume())
        .isEqualByComparingTo("0.05");
  }

  private String workingOrder(String strategy) {
    String id = Market.newId();
    market.signal(
        Market.ACCOUNT,
        """
        {"signal_id":"%s","strategy":"%s","account":"%s","symbol":"EURUSD","side":"BUY",\
        "type":"LIMIT","price":"1.08000","volume":"0.10","timestamp":"%s"}"""
            .formatted(id, strategy, Market.ACCOUNT, Instant.now()));
    awaitState(id, OrderState.ACCEPTED);
    return id;
  }

  private String command(String command, String rest) {
    String id = Market.newId();
    market.signal(
        Market.ACCOUNT,
        """
        {"signal_id":"%s","command":"%s","strategy":"momentum","account":"%s",%s,\
        "timestamp":"%s"}"""
            .formatted(id, command, Market.ACCOUNT, rest, Instant.now()));
    return id;
  }

  private void awaitState(String signalId, OrderState state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertThat(market.events(signalId)).extracting(OrderEvent::to).endsWith(state));
    if (state.isEnd()) {
      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(() -> assertThat(kinds(signalId)).contains(EventKind.CONFIRMED));
    }
  }

  private String denial(String signalId) {
    return market.events(signalId).stream()
        .filter(event -> event.kind() == EventKind.DENIED)
        .findFirst()
        .orElseThrow()
        .reason()
        .code();
  }

  private List<EventKind> kinds(String signalId) {
    return market.events(signalId).stream().map(OrderEvent::kind).toList();
  }
}
