package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.awaitConnected;
import static io.interlock.gateway.session.SessionFixture.context;
import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.order;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.gateway.transport.SilentProxy;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host on libzmq misbehaves; its ledger says what was traded. */
class FaultsTest {
  private static final Duration RECOVERY = Duration.ofSeconds(5);
  private static final Map<String, String> SHORT_TIMEOUT =
      Map.of(
          "interlock.gateway.command-timeout-millis", "800",
          "interlock.gateway.queue-capacity", "4");

  @TempDir Path dataDir;
  private PythonHost host;
  private SessionFixture bridge;
  private VenueSession session;

  @BeforeEach
  void connect() {
    host = PythonHost.start("interlock-1", "--journal", dataDir.resolve("journal").toString());
    bridge = new SessionFixture(dataDir, SHORT_TIMEOUT);
    session = bridge.connected("mt5", Dialect.INTERLOCK_1, host.endpoint());
  }

  @AfterEach
  void disconnect() {
    bridge.close();
    host.close();
  }

  @Test
  void shouldRecoverWithoutASecondSendWhenTheHostDiesInTheMiddleOfAnOrder() {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("die", "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);
    host.awaitDeath();
    host.restart();
    Instant restarted = Instant.now();
    awaitAnswer(id, VenueAnswer.Known.class);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(Duration.between(restarted, Instant.now())).isLessThan(RECOVERY);
    awaitConnected(session);
    assertThat(host.executions(id.value())).isEqualTo(1);
    assertThat(place(session, id))
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class, placed -> assertThat(placed.duplicate()).isTrue());
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @Test
  void shouldTradeNothingWhenAFrozenHostThawsAfterTheDeadline() {
    // Given
    ClientOrderId id = freshId();
    host.freeze();

    // When
    GatewayResult result =
        result(session.place(order(id, OrderType.MARKET, null, context(Duration.ofMillis(600)))));
    host.thaw();

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    await().atMost(RECOVERY).until(() -> fence(id) instanceof VenueAnswer.Absent);
    assertThat(host.executions(id.value())).isZero();
  }

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
  void shouldWriteNoneOfThoseTogetherAfterOneInDoubt() {
    // Given a host whose events tell nothing
    host.set("mute", true);
    ClientOrderId lost = freshId();
    List<ClientOrderId> after = List.of(freshId(), freshId());
    host.fault("lose_reply", "OPEN_ORDER");

    // When
    List<GatewayResult> results =
        result(
            session.place(
                Stream.concat(Stream.of(lost), after.stream()).map(SessionFixture::buy).toList()));

    // Then
    assertThat(results.getFirst()).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(results.subList(1, 3))
        .allSatisfy(
            result ->
                assertThat(result)
                    .isInstanceOfSatisfying(
                        GatewayResult.NotSent.class,
                        unsent ->
                            assertThat(unsent.code()).isEqualTo(PlaceOrders.EARLIER_IN_DOUBT)));
    assertThat(host.executions(lost.value())).isEqualTo(1);
    assertThat(after).allSatisfy(id -> assertThat(host.executions(id.value())).isZero());
  }

  @Test
  void shouldNeverWriteWhatWaitedTooLong() {
    // Given
    Map<String, String> slow =
        Map.of(
            "interlock.gateway.command-timeout-millis", "1500",
            "interlock.gateway.queue-wait", "200MS");
    try (SessionFixture patient = new SessionFixture(dataDir.resolve("patient"), slow)) {
      VenueSession behind = patient.connected("mt5-slow", Dialect.INTERLOCK_1, host.endpoint());
      ClientOrderId waits = freshId();
      host.fault("ignore", "OPEN_ORDER");

      // When
      CompletionStage<GatewayResult> first = behind.place(SessionFixture.buy(freshId()));
      CompletionStage<GatewayResult> second = behind.place(SessionFixture.buy(waits));

      // Then
      assertThat(result(second))
          .isInstanceOfSatisfying(
              GatewayResult.NotSent.class,
              notSent -> assertThat(notSent.code()).isEqualTo("WAITED"));
      assertThat(first.toCompletableFuture()).isNotDone();
      assertThat(result(first)).isInstanceOf(GatewayResult.InDoubt.class);
      assertThat(host.executions(waits.value())).isZero();
      assertThat(place(behind, waits)).isInstanceOf(GatewayResult.Placed.class);
      assertThat(host.executions(waits.value())).isEqualTo(1);
    }
  }

  @Test
  void shouldResolveByAskingWhenTheReplyIsLost() {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("lose_reply", "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);
    VenueAnswer answer = result(session.order(id));

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(answer)
        .isInstanceOfSatisfying(
            VenueAnswer.Known.class,
            known -> assertThat(known.order().state()).isEqualTo(VenueOrderState.FILLED));
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "other", "oversized"})
  void shouldBeInDoubtAndGoOnWhenTheReplyCannotBeUsed(String fault) {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault(fault, "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    awaitAnswer(id, VenueAnswer.Known.class);
    awaitPlaced(freshId());
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @Test
  void shouldReportTheOrderWhenItsReplyComesLate() {
    // Given
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("late", 1.2, "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(bridge.orders).isEmpty();
    await()
        .atMost(RECOVERY)
        .until(
            () ->
                bridge.orders.stream()
                    .anyMatch(
                        order ->
                            id.equals(order.clientOrderId())
                                && order.state() == VenueOrderState.FILLED));
  }

  @Test
  void shouldSendNewOrdersOverAFreshConnectionWhenOneTimedOut() {
    // Given
    ClientOrderId lost = freshId();
    ClientOrderId next = freshId();
    host.fault("ignore", "OPEN_ORDER");

    // When
    CompletionStage<GatewayResult> first = session.place(SessionFixture.buy(lost));
    CompletionStage<GatewayResult> second = session.place(SessionFixture.buy(next));

    // Then
    assertThat(result(first)).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(result(second)).isInstanceOf(GatewayResult.Placed.class);
    assertThat(host.executions(lost.value())).isZero();
  }

  @Test
  void shouldSendNewOrdersInTimeWhenTheFreshConnectionsHandshakeHangs() {
    try (SilentProxy proxy = new SilentProxy(host.endpoint().commandPort())) {
      // Given
      VenueSession proxied = bridge.connected("mt5-proxied", Dialect.INTERLOCK_1, proxy.endpoint());
      ClientOrderId lost = freshId();
      ClientOrderId next = freshId();
      host.fault("ignore", "OPEN_ORDER");
      proxy.hangNext(1, 0);

      // When
      CompletionStage<GatewayResult> first = proxied.place(SessionFixture.buy(lost));
      CompletionStage<GatewayResult> second = proxied.place(SessionFixture.buy(next));

      // Then
      assertThat(result(first)).isInstanceOf(GatewayResult.InDoubt.class);
      assertThat(result(second)).isInstanceOf(GatewayResult.Placed.class);
      assertThat(host.executions(lost.value())).isZero();
      assertThat(host.executions(next.value())).isEqualTo(1);
    }
  }

  @Test
  void shouldRefuseAtOnceWhenTheQueueIsFull() {
    // Given
    host.freeze();
    List<CompletionStage<GatewayResult>> waiting = new ArrayList<>();

    // When
    for (int i = 0; i < 20; i++) {
      waiting.add(session.place(SessionFixture.buy(freshId())));
    }

    // Then
    List<CompletionStage<GatewayResult>> done =
        waiting.stream().filter(stage -> stage.toCompletableFuture().isDone()).toList();
    assertThat(done).hasSizeGreaterThanOrEqualTo(14);
    assertThat(done)
        .allSatisfy(
            stage ->
                assertThat(result(stage))
                    .isInstanceOfSatisfying(
                        GatewayResult.NotSent.class,
                        notSent -> assertThat(notSent.code()).isEqualTo("QUEUE_FULL")));
    host.thaw();
  }

  @Test
  void shouldLeaveTheOtherHostAloneWhenOneHangs() {
    // Given
    Map<String, String> patient = Map.of("interlock.gateway.command-timeout-millis", "60000");
    try (PythonHost other = PythonHost.start("interlock-1");
        SessionFixture both = new SessionFixture(dataDir.resolve("both"), patient)) {
      VenueSession hung = both.connected("mt5", Dialect.INTERLOCK_1, host.endpoint());
      VenueSession healthy = both.connected("mt5-2", Dialect.INTERLOCK_1, other.endpoint());
      long before = medianMillis(healthy);

      // When
      host.freeze();
      CompletionStage<GatewayResult> hanging = hung.place(SessionFixture.buy(freshId()));
      long meanwhile = medianMillis(healthy);

      // Then
      assertThat(hanging.toCompletableFuture()).isNotDone();
      assertThat(meanwhile).isLessThan(before * 3 + 50);
    } finally {
      host.thaw();
    }
  }

  private static long medianMillis(VenueSession session) {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      long began = System.nanoTime();
      assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
      millis.add((System.nanoTime() - began) / 1_000_000);
    }
    return millis.stream().sorted().toList().get(5);
  }

  @Test
  void shouldRecoverWhenTheConnectionIsHalfOpen() {
    try (SilentProxy proxy = new SilentProxy(host.endpoint().commandPort())) {
      // Given
      VenueSession proxied = bridge.connected("mt5-proxied", Dialect.INTERLOCK_1, proxy.endpoint());
      ClientOrderId id = freshId();

      // When
      proxy.goSilent();
      GatewayResult result = place(proxied, id);
      Instant silent = Instant.now();

      // Then
      assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
      await()
          .atMost(RECOVERY)
          .until(() -> place(proxied, freshId()) instanceof GatewayResult.Placed);
      assertThat(Duration.between(silent, Instant.now())).isLessThan(RECOVERY);
      assertThat(host.executions(id.value())).isZero();
    }
  }

  @Test
  void shouldSayNotSentWhenTheHostIsGone() {
    // Given
    host.kill();
    await()
        .atMost(RECOVERY)
        .until(() -> session.status().state() == BrokerStatus.State.DISCONNECTED);

    // When
    GatewayResult result = place(session, freshId());

    // Then
    assertThat(result).isInstanceOf(GatewayResult.NotSent.class);
  }

  @Test
  void shouldLatchBridgeAndHostWhileAnOrderHangs() {
    // Given
    host.fault("ignore", "OPEN_ORDER");
    CompletionStage<GatewayResult> hanging = session.place(SessionFixture.buy(freshId()));
    await().atMost(RECOVERY).until(() -> host.state().get("faults").intValue() == 0);
    CompletionStage<GatewayResult> queued = session.place(SessionFixture.buy(freshId()));

    // When
    bridge.gate.kill(new KillRequest(1, null, true, "test", "drill"));
    KillReport.Layer layer = result(session.kill(1, true, "drill"));

    // Then
    assertThat(layer.latched()).isTrue();
    assertThat(host.state().get("killed").booleanValue()).isTrue();
    assertThat(hanging.toCompletableFuture()).isNotDone();
    assertThat(result(queued))
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("KILLED"));
    assertThat(session.status().killLatched()).isTrue();
  }

  @Test
  void shouldSayKilledOfAnOrderThatWaitsForAConnection() {
    try (SilentProxy proxy = new SilentProxy(host.endpoint().commandPort())) {
      // Given
      VenueSession proxied = bridge.connected("mt5-proxied", Dialect.INTERLOCK_1, proxy.endpoint());
      proxy.hangNext(Integer.MAX_VALUE, 0);
      int connections = proxy.accepted();
      proxy.cut();
      await().atMost(RECOVERY).until(() -> proxy.accepted() >= connections + 2);
      ClientOrderId waits = freshId();
      CompletionStage<GatewayResult> waiting = proxied.place(SessionFixture.buy(waits));

      // When
      bridge.gate.kill(new KillRequest(1, null, true, "test", "drill"));

      // Then
      assertThat(result(waiting))
          .isInstanceOfSatisfying(
              GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("KILLED"));
      assertThat(host.executions(waits.value())).isZero();
    }
  }

  @Test
  void shouldTellAFrozenHostOfTheKillWhenItThaws() {
    // Given
    host.freeze();

    // When
    bridge.gate.kill(new KillRequest(1, null, true, "test", "drill"));
    KillReport.Layer layer = result(session.kill(1, true, "drill"));
    host.thaw();

    // Then
    assertThat(layer.latched()).isNull();
    assertThat(layer.problem()).isNotBlank();
    await().atMost(RECOVERY).until(() -> host.state().get("killed").booleanValue());
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

  private void awaitSubscribed() {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              host.steer(Map.of("stream", Map.of("rate", 0, "count", 1)));
              return bridge.ticks.get() > 0;
            });
  }

  private VenueAnswer fence(ClientOrderId id) {
    return result(
        session.fence(
            new FenceOrder(
                SessionFixture.ACCOUNT, SessionFixture.EPOCH, id, "EURUSD", Instant.now())));
  }

  private void awaitAnswer(ClientOrderId id, Class<? extends VenueAnswer> kind) {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> kind.isInstance(result(session.order(id))));
  }

  private void awaitPlaced(ClientOrderId id) {
    await().atMost(RECOVERY).until(() -> place(session, id) instanceof GatewayResult.Placed);
  }
}
