package io.interlock.local.mt5.trade;

import java.math.BigDecimal;

/** Money of the account, US dollars. */
public record Funds(BigDecimal balance, BigDecimal equity, BigDecimal margin) {
  public BigDecimal free() {
    return equity.subtract(margin);
  }
}
