package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.order;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.ClientOrderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Events of a host on libzmq are missing, or all there is. */
class EventFaultsTest extends OneHost {

  @Test
  void shouldTakeTheEventForTheReplyAndGoOnWhenTheReplyIsLost() {
    // Given
    awaitSubscribed();
    ClientOrderId lost = freshId();
    ClientOrderId next = freshId();
    host.fault("lose_reply", "OPEN_ORDER");
    Instant began = Instant.now();

    // When
    CompletionStage<GatewayResult> first = session.place(SessionFixture.buy(lost));
    CompletionStage<GatewayResult> second = session.place(SessionFixture.buy(next));

    // Then
    assertThat(result(first))
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            placed -> assertThat(placed.order().state()).isEqualTo(VenueOrderState.FILLED));
    assertThat(result(second)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofMillis(700));
    assertThat(host.executions(lost.value())).isEqualTo(1);
    assertThat(host.executions(next.value())).isEqualTo(1);
  }

  @Test
  void shouldAskAgainForEventsThatAreMissing() {
    // Given
    ClientOrderId missed = freshId();
    host.fault("lose_event");
    place(session, missed);

    // When
    place(session, freshId());

    // Then
    await()
        .atMost(RECOVERY)
        .until(
            () -> bridge.orders.stream().anyMatch(order -> missed.equals(order.clientOrderId())));
  }

  @Test
  void shouldMissTheLastEventWithinAHeartbeat() {
    // Given
    awaitSubscribed();
    ClientOrderId missed = freshId();
    host.fault("lose_event");

    // When
    place(session, missed);

    // Then
    await()
        .atMost(Duration.ofSeconds(2))
        .until(
            () -> bridge.orders.stream().anyMatch(order -> missed.equals(order.clientOrderId())));
  }

  @Test
  void shouldReadASnapshotWhenTheHostHasForgottenTheMissingEvents() {
    // Given
    ClientOrderId missed = freshId();
    host.fault("lose_event");
    place(session, missed);
    host.steer(Map.of("forget_events", true));

    // When
    place(session, freshId());

    // Then
    await()
        .atMost(RECOVERY)
        .until(
            () -> bridge.orders.stream().anyMatch(order -> missed.equals(order.clientOrderId())));
  }

  @Test
  void shouldTakeABurstOfTicksWithoutLoss() {
    // Given
    awaitSubscribed();
    long before = bridge.ticks.get();

    // When
    host.steer(Map.of("burst", Map.of("count", 60_000, "orders", 30)));

    // Then
    await().atMost(Duration.ofSeconds(30)).until(() -> bridge.ticks.get() - before >= 60_000);
    assertThat(bridge.ticks.get() - before).isEqualTo(60_000);
    assertThat(bridge.orders).hasSize(30);
  }

  /** Also until every tick has come that was sent to find out. */
  private void awaitSubscribed() {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              host.steer(Map.of("stream", Map.of("rate", 0, "count", 1)));
              return bridge.ticks.get() > 0;
            });
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              JsonNode state = host.state();
              return !state.get("streaming").booleanValue()
                  && bridge.lastTicks.get("mt5:EURUSD").seq()
                      == state.get("seq").get("tick").longValue();
            });
  }
}
