package io.interlock.router.pretrade;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one decision took of the limits. */
public record Reservation(
    OrderId order,
    String account,
    String strategy,
    @Nullable String symbol,
    @Nullable Side side,
    Intent intent,
    Instant at) {}
