package io.interlock.router.rest;

import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /orders/{id}/modify}.
 *
 * @param revision an older one than the last is refused
 * @param stopLoss 0 removes it
 */
@Schema(examples = "{\"revision\":1,\"stop_loss\":\"1.08200\"}")
public record Amendment(
    int revision,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    @Nullable Instant expiresAt) {
  public Amendment {
    Rule.notNegative("revision", revision);
  }
}
