package io.interlock.gateway.session;

import io.interlock.contracts.broker.Dialect;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host on libzmq that can be made to misbehave, and a session with it that waits 800 ms. */
abstract class OneHost {
  static final Duration RECOVERY = Duration.ofSeconds(5);
  private static final Map<String, String> SHORT_TIMEOUT =
      Map.of(
          "interlock.gateway.command-timeout-millis", "800",
          "interlock.gateway.queue-capacity", "4");

  @TempDir Path dataDir;
  PythonHost host;
  SessionFixture bridge;
  VenueSession session;

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
}
