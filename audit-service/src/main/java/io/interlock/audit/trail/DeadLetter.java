package io.interlock.audit.trail;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record nobody could use.
 *
 * @param topic with partition and offset where it stands
 * @param body the bytes as they came
 * @param field what was wrong, with value and rule
 * @param at the record's timestamp
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record DeadLetter(
    String topic,
    int partition,
    long offset,
    @Nullable String key,
    byte[] body,
    String field,
    String value,
    String rule,
    Instant at) {}
