package io.interlock.gateway.wire;

import org.jspecify.annotations.Nullable;

/**
 * What is known only at the moment a request is written.
 *
 * @param timestampMicros the bridge's wall clock, epoch microseconds
 * @param bootId the start of the host that was greeted; null before that
 * @param deadlineMonoMillis on the host's monotonic clock; null for requests without one
 */
public record Stamp(
    String requestId,
    long timestampMicros,
    long epoch,
    @Nullable String bootId,
    @Nullable Long deadlineMonoMillis,
    @Nullable String traceparent) {}
