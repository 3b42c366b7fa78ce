package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.awaitConnected;
import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.place;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.CurveFiles;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.gateway.curve.CurveKeyPair;
import io.interlock.gateway.curve.KeyFile;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CURVE against libzmq's own authenticator. */
class CurveSessionTest {
  @TempDir Path folder;
  private PythonHost host;
  private SessionFixture bridge;

  @BeforeEach
  void start() throws Exception {
    for (String name : new String[] {"host", "bridge", "stranger"}) {
      KeyFile.write(folder, name, CurveKeyPair.generate());
    }
    Path clients = Files.createDirectory(folder.resolve("clients"));
    Files.copy(folder.resolve("bridge.key"), clients.resolve("bridge.key"));
    host =
        PythonHost.start(
            "interlock-1",
            "--curve-secret",
            folder.resolve("host.key_secret").toString(),
            "--curve-clients",
            clients.toString());
    bridge = new SessionFixture(folder.resolve("data"));
  }

  @AfterEach
  void stop() {
    bridge.close();
    host.close();
  }

  @Test
  void shouldTradeWhenItsKeyIsOnTheList() {
    // Given
    VenueSession session = open("bridge");
    awaitConnected(session);

    // When
    GatewayResult result = place(session, freshId());

    // Then: what is published before the subscription stands is nobody's to hear
    assertThat(result).isInstanceOf(GatewayResult.Placed.class);
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              place(session, freshId());
              return !bridge.orders.isEmpty();
            });
  }

  @Test
  void shouldBeRefusedWhenItsKeyIsForeign() {
    // Given
    VenueSession session = open("stranger");

    // When
    GatewayResult result = place(session, freshId());

    // Then
    assertThat(result).isInstanceOf(GatewayResult.NotSent.class);
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(3))
        .until(() -> host.state().get("received").intValue() == 0);
  }

  private VenueSession open(String client) {
    CurveFiles files =
        new CurveFiles(
            folder.resolve("host.key").toString(),
            folder.resolve(client + ".key_secret").toString());
    VenueSession session =
        bridge.open("mt5-" + client, Dialect.INTERLOCK_1, files, host.endpoint());
    bridge.attach("mt5-" + client, session);
    return session;
  }
}
