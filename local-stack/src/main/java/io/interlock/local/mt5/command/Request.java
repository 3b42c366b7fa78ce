package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/**
 * A request of the native dialect.
 *
 * @param timestamp the sender's wall clock, epoch microseconds; informative
 * @param deadline the host's monotonic clock, milliseconds
 */
record Request(
    int v,
    String requestId,
    String action,
    long timestamp,
    @Nullable Long epoch,
    @Nullable String bootId,
    @Nullable Long deadline,
    @Nullable String commandId,
    @Nullable String traceparent,
    ObjectNode payload) {
  private static final int LONGEST_ID = 64;

  Request {
    Rule.that(v == 1, "v", v, "must be 1");
    id("request_id", Rule.name("request_id", requestId));
    Rule.name("action", action);
    Rule.that(epoch == null || epoch >= 0, "epoch", epoch, "must not be negative");
    id("command_id", Rule.nameOrNull("command_id", commandId));
    Rule.required("payload", payload);
  }

  /** One order of a batch, as if it had come alone. */
  Request ofBatch(String id, @Nullable Long ownDeadline) {
    return new Request(
        v,
        requestId,
        "OPEN_ORDER",
        timestamp,
        epoch,
        bootId,
        ownDeadline == null ? deadline : ownDeadline,
        id,
        traceparent,
        payload);
  }

  private static void id(String field, @Nullable String value) {
    Rule.that(
        value == null || value.length() <= LONGEST_ID,
        field,
        value,
        "must be at most 64 characters");
  }
}
