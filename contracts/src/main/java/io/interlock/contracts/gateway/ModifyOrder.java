package io.interlock.contracts.gateway;

import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.ClientOrderId;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Change a working order ({@code target}) or a position's protective legs ({@code ticket}).
 *
 * @param revision an older one than the venue has seen is refused
 * @param stopLoss 0 removes it; null leaves it
 */
public record ModifyOrder(
    CommandContext context,
    @Nullable ClientOrderId target,
    @Nullable String ticket,
    int revision,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    @Nullable Instant expiresAt) {
  public ModifyOrder {
    Rule.required("context", context);
    Rule.that(
        (target == null) != (ticket == null),
        "target",
        target,
        "exactly one of target and ticket is required");
    Rule.notNegative("revision", revision);
  }
}
