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
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Openings that wait together go together, where the host takes several at once. */
class BatchTest {
  private static final double BUSY_SECONDS = 0.3;

  @TempDir Path dataDir;
  private PythonHost host;
  private SessionFixture bridge;
  private VenueSession session;

  @BeforeEach
  void connect() {
    host = PythonHost.start("interlock-1", "--journal", dataDir.resolve("journal").toString());
    host.set("capabilities", List.of("TICKS", "REPLAY", "FENCE", "BATCH"));
    bridge = new SessionFixture(dataDir);
    session = bridge.connected("mt5", Dialect.INTERLOCK_1, host.endpoint());
  }

  @AfterEach
  void disconnect() {
    bridge.close();
    host.close();
  }

  @Test
  void shouldSendOpeningsThatWaitTogetherInOneFrame() {
    // Given
    CompletionStage<GatewayResult> busy = keepBusy();
    List<ClientOrderId> ids = freshIds(5);

    // When
    List<CompletionStage<GatewayResult>> results =
        ids.stream().map(id -> session.place(SessionFixture.buy(id))).toList();

    // Then
    assertThat(result(busy)).isInstanceOf(GatewayResult.Placed.class);
    for (int i = 0; i < ids.size(); i++) {
      ClientOrderId id = ids.get(i);
      assertThat(result(results.get(i)))
          .isInstanceOfSatisfying(
              GatewayResult.Placed.class,
              placed -> assertThat(placed.order().clientOrderId()).isEqualTo(id));
      assertThat(host.executions(id.value())).isEqualTo(1);
    }
    assertThat(actions()).containsExactly("OPEN_ORDER", "OPEN_ORDERS");
  }

  @Test
  void shouldRefuseOnlyTheOrderWhoseDeadlinePassed() {
    // Given
    CompletionStage<GatewayResult> busy = keepBusy();
    ClientOrderId late = freshId();
    List<ClientOrderId> ids = freshIds(2);

    // When
    CompletionStage<GatewayResult> first = session.place(SessionFixture.buy(ids.getFirst()));
    CompletionStage<GatewayResult> tooLate =
        session.place(order(late, OrderType.MARKET, null, context(Duration.ofMillis(100))));
    CompletionStage<GatewayResult> last = session.place(SessionFixture.buy(ids.getLast()));

    // Then
    assertThat(result(busy)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(result(tooLate))
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class,
            rejected -> assertThat(rejected.code()).isEqualTo("DEADLINE_PASSED"));
    assertThat(result(first)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(result(last)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(host.executions(late.value())).isZero();
  }

  @Test
  void shouldWriteNoneWhenTheKillLatchIsSetBeforeTheWrite() {
    // Given
    CompletionStage<GatewayResult> busy = keepBusy();
    List<ClientOrderId> ids = freshIds(3);
    List<CompletionStage<GatewayResult>> results =
        ids.stream().map(id -> session.place(SessionFixture.buy(id))).toList();

    // When
    bridge.gate.kill(new KillRequest(1, null, false, "test", "drill"));

    // Then
    assertThat(result(busy)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(results)
        .allSatisfy(
            stage ->
                assertThat(result(stage))
                    .isInstanceOfSatisfying(
                        GatewayResult.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo("KILLED")));
    assertThat(ids).allSatisfy(id -> assertThat(host.executions(id.value())).isZero());
  }

  @Test
  void shouldDoubtEachAndSendNoneAgainWhenTheReplyIsLost() {
    // Given
    bridge.close();
    bridge =
        new SessionFixture(dataDir, Map.of("interlock.gateway.command-timeout-millis", "1000"));
    session = bridge.connected("mt5", Dialect.INTERLOCK_1, host.endpoint());
    host.set("mute", true);
    host.fault("lose_reply", "OPEN_ORDERS");
    CompletionStage<GatewayResult> busy = keepBusy();
    List<ClientOrderId> ids = freshIds(3);

    // When
    List<CompletionStage<GatewayResult>> results =
        ids.stream().map(id -> session.place(SessionFixture.buy(id))).toList();

    // Then
    assertThat(result(busy)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(results)
        .allSatisfy(stage -> assertThat(result(stage)).isInstanceOf(GatewayResult.InDoubt.class));
    for (ClientOrderId id : ids) {
      assertThat(result(session.order(id))).isInstanceOf(VenueAnswer.Known.class);
      assertThat(place(session, id))
          .isInstanceOfSatisfying(
              GatewayResult.Placed.class, placed -> assertThat(placed.duplicate()).isTrue());
      assertThat(host.executions(id.value())).isEqualTo(1);
    }
  }

  /** The next opening is answered late; those after it wait. */
  private CompletionStage<GatewayResult> keepBusy() {
    host.set("mute", true);
    host.fault("late", BUSY_SECONDS, "OPEN_ORDER");
    CompletionStage<GatewayResult> busy = session.place(SessionFixture.buy(freshId()));
    await().until(() -> actions().contains("OPEN_ORDER"));
    return busy;
  }

  private List<String> actions() {
    List<String> actions = new ArrayList<>();
    for (JsonNode action : host.state().get("actions")) {
      if (action.asText().startsWith("OPEN")) {
        actions.add(action.asText());
      }
    }
    return actions;
  }

  private static List<ClientOrderId> freshIds(int count) {
    List<ClientOrderId> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(freshId());
    }
    return ids;
  }
}
