package io.interlock.gateway.settings;

import io.interlock.gateway.gate.WriteGate;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes beans of what knows nothing of beans. */
final class BridgeBeans {
  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  WriteGate writeGate(BridgeSettings settings, Clock clock) {
    return new WriteGate(settings.dataDir().resolve("gate.json"), clock, settings.deadMan());
  }
}
