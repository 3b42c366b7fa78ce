package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.transport.SilentProxy;
import io.interlock.gateway.venue.VenueSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Connections to a host on libzmq break, hang or are slow; its ledger says what was traded. */
class ConnectionFaultsTest extends OneHost {

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
  void shouldAnswerOtherQuestionsWhileOneIsNotAnswered() {
    // Given
    ClientOrderId known = freshId();
    place(session, known);
    host.fault("late", 0.6, "GET_ORDER_STATUS");

    // When
    CompletionStage<VenueAnswer> slow = session.order(known);
    VenueAnswer quick = result(session.order(known));

    // Then
    assertThat(quick).isInstanceOf(VenueAnswer.Known.class);
    assertThat(slow.toCompletableFuture()).isNotDone();
    assertThat(result(slow)).isInstanceOf(VenueAnswer.Known.class);
  }

  @Test
  void shouldOpenNothingWhileTheClockOfTheHostIsNotKnownWellEnough() {
    try (PythonHost slow = PythonHost.start("interlock-1");
        SessionFixture patient = new SessionFixture(dataDir.resolve("patient"))) {
      // Given: round trips too long to tell when a deadline passes there
      slow.steer(
          Map.of("fault", "late", "seconds", 0.7, "count", 1_000, "actions", List.of("PING")));
      slow.steer(
          Map.of("fault", "late", "seconds", 0.7, "count", 1_000, "actions", List.of("HELLO")));
      VenueSession far = patient.open("mt5", Dialect.INTERLOCK_1, null, slow.endpoint());
      patient.attach("mt5", far);
      await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> far.status().state() == BrokerStatus.State.DEGRADED);

      // When
      GatewayResult result = place(far, freshId());

      // Then
      assertThat(result)
          .isInstanceOfSatisfying(
              GatewayResult.NotSent.class,
              unsent -> assertThat(unsent.message()).contains("clock"));
      assertThat(slow.state().get("ledger")).isEmpty();
    }
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
  void shouldNeverWriteWhatWaitedTooLong() {
    // Given
    Map<String, String> slow =
        Map.of(
            "interlock.gateway.command-timeout-millis", "1000",
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

  private static long medianMillis(VenueSession session) {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      long began = System.nanoTime();
      assertThat(place(session, freshId())).isInstanceOf(GatewayResult.Placed.class);
      millis.add((System.nanoTime() - began) / 1_000_000);
    }
    return millis.stream().sorted().toList().get(5);
  }
}
