package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.context;
import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.order;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.gateway.session.FailoverPhase.Fencing;
import io.interlock.gateway.session.FailoverPhase.Serving;
import io.interlock.gateway.session.FailoverPhase.Sight;
import io.interlock.gateway.session.FailoverPhase.Waiting;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverTest {
  private static final long PATIENCE = 5;

  @Test
  void shouldStayWhenTheActiveHostIsHealthy() {
    assertThat(new Serving(0, 1).next(sight(9, 0, true, true))).isEqualTo(new Serving(0, 9));
  }

  @Test
  void shouldWaitOutItsPatienceBeforeLeaving() {
    Serving serving = new Serving(0, 1);

    assertThat(serving.next(sight(6, 0, false, true))).isEqualTo(serving);
    assertThat(serving.next(sight(7, 0, false, true))).isEqualTo(new Waiting(0));
  }

  @Test
  void shouldStayWhenThereIsNoHealthyStandby() {
    Serving serving = new Serving(0, 1);

    assertThat(serving.next(sight(100, 0, false, false))).isEqualTo(serving);
  }

  @Test
  void shouldFenceOnlyWhenEverythingOutstandingIsOver() {
    assertThat(new Waiting(0).next(sight(10, 10, false, true))).isEqualTo(new Waiting(0));
    assertThat(new Waiting(0).next(sight(11, 10, false, true))).isEqualTo(new Fencing(0, 1));
  }

  @Test
  void shouldReturnToTheActiveHostWhenItIsBackBeforeFencing() {
    assertThat(new Waiting(0).next(sight(11, 10, true, true))).isEqualTo(new Serving(0, 11));
    assertThat(new Fencing(0, 1).next(sight(11, 10, true, true))).isEqualTo(new Fencing(0, 1));
    assertThat(new Fencing(0, 1).next(sight(11, 10, false, false))).isEqualTo(new Waiting(0));
  }

  private static Sight sight(long now, long outstandingUntil, Boolean... healthy) {
    return new Sight(List.of(healthy), now, outstandingUntil, PATIENCE);
  }

  @Test
  void shouldAskAllHealthyHostsInTurnButTradeAtOneOnly(@TempDir Path dataDir) {
    try (PythonHost primary = PythonHost.start("interlock-1");
        PythonHost standby = PythonHost.start("interlock-1");
        SessionFixture bridge = new SessionFixture(dataDir)) {
      // Given
      VenueSession session =
          bridge.connected("mt5", Dialect.INTERLOCK_1, primary.endpoint(), standby.endpoint());
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> standby.state().get("epoch").longValue() == SessionFixture.EPOCH);

      // When
      for (int i = 0; i < 4; i++) {
        assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
        result(session.order(freshId()));
      }

      // Then
      assertThat(asked(primary)).isEqualTo(2);
      assertThat(asked(standby)).isEqualTo(2);
      assertThat(primary.state().get("ledger")).hasSize(4);
      assertThat(standby.state().get("ledger")).isEmpty();
    }
  }

  private static long asked(PythonHost host) {
    long asked = 0;
    for (JsonNode action : host.state().get("actions")) {
      asked += action.asText().equals("GET_ORDER_STATUS") ? 1 : 0;
    }
    return asked;
  }

  @Test
  void shouldFenceAtTheStandbyWhatWasInDoubtBeforeARestart(@TempDir Path dataDir) {
    Map<String, String> quick =
        Map.of(
            "interlock.gateway.command-timeout-millis", "600",
            "interlock.gateway.failover-after", "1S",
            "interlock.gateway.longest-order-send", "500MS");
    try (PythonHost primary = PythonHost.start("interlock-1");
        PythonHost standby = PythonHost.start("interlock-1")) {
      // Given
      ClientOrderId inDoubt = freshId();
      try (SessionFixture bridge = new SessionFixture(dataDir, quick)) {
        VenueSession session =
            bridge.connected("mt5", Dialect.INTERLOCK_1, primary.endpoint(), standby.endpoint());
        primary.freeze();
        assertThat(
                result(
                    session.place(
                        order(inDoubt, OrderType.MARKET, null, context(Duration.ofSeconds(1))))))
            .isInstanceOf(GatewayResult.InDoubt.class);
      }

      // When
      try (SessionFixture bridge = new SessionFixture(dataDir, quick)) {
        VenueSession session =
            bridge.open("mt5", Dialect.INTERLOCK_1, null, primary.endpoint(), standby.endpoint());
        bridge.attach("mt5", session);
        ClientOrderId next = freshId();
        await()
            .atMost(Duration.ofSeconds(15))
            .pollInterval(Duration.ofMillis(100))
            .until(() -> place(session, next) instanceof GatewayResult.Placed);

        // Then
        assertThat(standby.executions(next.value())).isEqualTo(1);
        assertThat(standby.state().get("fenced").toString()).contains(inDoubt.value());
      }
      primary.thaw();
    }
  }

  @Test
  void shouldTradeAtTheStandbyWithEveryOrderInDoubtFencedThere(@TempDir Path dataDir) {
    Map<String, String> quick =
        Map.of(
            "interlock.gateway.command-timeout-millis", "600",
            "interlock.gateway.failover-after", "1S",
            "interlock.gateway.longest-order-send", "500MS");
    try (PythonHost primary = PythonHost.start("interlock-1");
        PythonHost standby = PythonHost.start("interlock-1");
        SessionFixture bridge = new SessionFixture(dataDir, quick)) {
      // Given
      VenueSession session =
          bridge.connected("mt5", Dialect.INTERLOCK_1, primary.endpoint(), standby.endpoint());
      ClientOrderId inDoubt = freshId();
      primary.freeze();
      GatewayResult result =
          result(
              session.place(
                  order(inDoubt, OrderType.MARKET, null, context(Duration.ofSeconds(1)))));

      // When
      ClientOrderId next = freshId();
      await()
          .atMost(Duration.ofSeconds(15))
          .pollInterval(Duration.ofMillis(100))
          .until(() -> place(session, next) instanceof GatewayResult.Placed);
      primary.thaw();
      int atThaw = primary.state().get("received").intValue();

      // Then
      assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
      assertThat(standby.executions(next.value())).isEqualTo(1);
      assertThat(standby.state().get("fenced").toString()).contains(inDoubt.value());
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> primary.state().get("received").intValue() > atThaw + 1);
      assertThat(primary.state().get("ledger")).isEmpty();
      assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
      assertThat(primary.state().get("ledger")).isEmpty();
    }
  }
}
