package io.interlock.router.intake;

import io.interlock.contracts.signal.DecodedSignal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signal as it arrived.
 *
 * @param identity the signal's identity within its source
 * @param source where signals with this identity come from
 * @param partition it was read from
 * @param origin topic-partition-offset at which it first arrived
 * @param time the record's time where it first arrived
 * @param forwardedTo account it was forwarded for; null if it came from a producer
 */
record Arrival(
    DecodedSignal decoded,
    String identity,
    String source,
    int partition,
    String origin,
    Instant time,
    @Nullable String forwardedTo,
    @Nullable String headerSignalId,
    @Nullable String traceparent) {}
