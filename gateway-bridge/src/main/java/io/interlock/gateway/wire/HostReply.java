package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A host's reply in the words of {@code interlock-1}, whatever dialect it came in.
 *
 * @param data the action's result, null with {@link Status#ERROR}
 * @param bootId which start of the host answered; null in older dialects
 * @param monoMillis its monotonic clock; null in older dialects
 */
public record HostReply(
    @Nullable String requestId,
    Status status,
    @Nullable JsonNode data,
    @Nullable HostError error,
    boolean duplicate,
    @Nullable String bootId,
    @Nullable Long monoMillis) {

  /** How the host ended the request. */
  public enum Status {
    SUCCESS,
    ERROR,
    /** Accepted and journalled; the result follows. */
    PENDING
  }

  /** Why the host refused, in its own words. */
  public record HostError(String code, String message, @Nullable Integer retcode) {}

  /** Null: it is the request's, as far as it says. */
  public @Nullable String mismatch(String sentId) {
    return requestId != null && !requestId.equals(sentId)
        ? "the reply is for request " + requestId
        : null;
  }

  static HostReply success(@Nullable String requestId, JsonNode data) {
    return new HostReply(requestId, Status.SUCCESS, data, null, false, null, null);
  }

  static HostReply error(@Nullable String requestId, HostError error) {
    return new HostReply(requestId, Status.ERROR, null, error, false, null, null);
  }
}
