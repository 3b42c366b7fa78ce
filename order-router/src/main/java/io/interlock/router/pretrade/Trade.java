package io.interlock.router.pretrade;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trade at the venue.
 *
 * @param order the opening order, or null
 * @param positionSide side of the position it opened or reduced
 * @param volume lots or base units
 * @param unitNotional worth of one unit of volume: price times contract size
 * @param opens false: it reduced the position
 * @param at when this router learned of it
 */
public record Trade(
    String account,
    @Nullable String strategy,
    String symbol,
    @Nullable OrderId order,
    Side positionSide,
    BigDecimal volume,
    BigDecimal unitNotional,
    boolean opens,
    Instant at) {}
