package io.interlock.router.pretrade;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A position as the venue holds it; strategy null if it isn't known whose it is. */
public record OpenPosition(
    @Nullable String strategy,
    String symbol,
    Side side,
    BigDecimal volume,
    BigDecimal unitNotional) {}
