package io.interlock.contracts.broker;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Money of a broker account at a moment, in its own currency. */
public record AccountSnapshot(
    String currency,
    BigDecimal balance,
    BigDecimal equity,
    BigDecimal margin,
    BigDecimal freeMargin,
    @Nullable BigDecimal leverage,
    boolean tradeAllowed,
    Instant at) {}
