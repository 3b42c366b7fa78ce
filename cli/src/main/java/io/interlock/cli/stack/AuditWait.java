package io.interlock.cli.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.ServiceClient;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderId;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.time.Duration;
import java.util.Optional;

/** Waits until the audit service has stored what was just seen on Kafka. */
final class AuditWait {
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private AuditWait() {}

  /** The order's story once its confirmation is in it. */
  static JsonNode untilRecorded(ServiceClient services, OrderId id) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<JsonNode> story =
          services.find(StackService.AUDIT_SERVICE, "/executions/" + id, Role.AUDITOR);
      if (story.isPresent() && isWhole(story.get())) {
        return story.get();
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CommandFailure("interrupted", e);
      }
    }
    throw new CommandFailure(
        "the audit service has not stored order "
            + id
            + " after "
            + PATIENCE.toSeconds()
            + " s: ./interlock logs audit-service shows why");
  }

  private static boolean isWhole(JsonNode story) {
    return story.path("events").findValuesAsText("kind").contains(EventKind.CONFIRMED.name());
  }
}
