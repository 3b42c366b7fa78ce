package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.transport.SilentProxy;
import io.interlock.gateway.venue.VenueSession;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A kill meets orders that wait and hosts that hang. */
class KillFaultsTest extends OneHost {

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
}
