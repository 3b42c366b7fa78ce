package io.interlock.local.mt5.trade;

import java.math.BigDecimal;

/** The touch of a symbol at a moment (epoch milliseconds). */
public record Quote(String symbol, BigDecimal bid, BigDecimal ask, long timeMsc) {}
