package io.interlock.contracts.order;

import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One trade of an order at its venue.
 *
 * @param tradeId the venue's id, unique by broker, account and symbol; null while the venue has
 *     only said a cumulative volume, which the real trades replace later
 * @param volume lots or base units, greater than 0
 * @param price in the quote currency
 * @param commission charged for this trade, in {@code commissionAsset}; negative is a rebate
 * @param at the venue's time of the trade
 */
public record Fill(
    @Nullable String tradeId,
    BigDecimal volume,
    BigDecimal price,
    @Nullable BigDecimal commission,
    @Nullable String commissionAsset,
    Instant at) {
  public Fill {
    Rule.nameOrNull("trade_id", tradeId);
    Rule.positive("volume", volume);
    Rule.required("price", price);
    Rule.required("at", at);
  }

  public boolean provisional() {
    return tradeId == null;
  }
}
