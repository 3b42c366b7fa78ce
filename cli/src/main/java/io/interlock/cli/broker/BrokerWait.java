package io.interlock.cli.broker;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.time.Duration;

/** Waits until a broker can be traded. */
public final class BrokerWait {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private BrokerWait() {}

  /**
   * Returns once the registry says that the broker is connected.
   *
   * @throws CommandFailure if it is not after 30 s, with the problem it has
   */
  public static void untilConnected(ServiceClient services, String brokerId) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String problem = "nothing is known about it";
    while (System.nanoTime() < end) {
      var status =
          services.find(
              StackService.BROKER_REGISTRY, "/brokers/" + brokerId + "/status", Role.AUDITOR);
      if (status.isPresent()) {
        if (status.get().path("state").asText().equals("CONNECTED")) {
          return;
        }
        problem = status.get().path("problem").asText(status.get().path("state").asText());
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted", e);
      }
    }
    throw new CommandFailure(
        "broker "
            + brokerId
            + " is not connected after "
            + PATIENCE.toSeconds()
            + " s ("
            + problem
            + "): ./interlock logs gateway-bridge shows why");
  }
}
