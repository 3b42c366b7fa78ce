package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every state-changing command to a bridge carries.
 *
 * @param commandId identity of the command; the same one answers the stored result
 * @param orderId the order whose journal holds the command
 * @param epoch writer epoch of the account; a lower one than the bridge has seen is refused
 * @param killEpoch kill epoch it was decided under; opening under an older one is refused
 * @param deadline after which it must not be written to the venue
 */
public record CommandContext(
    String commandId,
    OrderId orderId,
    String account,
    long epoch,
    long killEpoch,
    Instant deadline,
    @Nullable String traceparent) {
  public CommandContext {
    Rule.name("command_id", commandId);
    Rule.required("order_id", orderId);
    Rule.name("account", account);
    Rule.notNegative("epoch", epoch);
    Rule.notNegative("kill_epoch", killEpoch);
    Rule.required("deadline", deadline);
  }
}
