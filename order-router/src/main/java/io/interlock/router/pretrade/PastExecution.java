package io.interlock.router.pretrade;

import io.interlock.contracts.order.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order of before a restart that passed the controls, as the repetition throttle counts it. */
public record PastExecution(
    String strategy, @Nullable String symbol, @Nullable Side side, Instant at) {}
