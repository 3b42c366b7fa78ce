package io.interlock.router.pretrade;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.SymbolSpecification;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Margin per unit of notional: what the broker says of the symbol, else what the account's leverage
 * makes it, else the whole worth, as if nothing were lent.
 *
 * @param source where it comes from: {@code symbol}, {@code leverage} or {@code full_value}
 */
record MarginRate(BigDecimal perNotional, String source) {

  static MarginRate of(SymbolSpecification specification, AccountSnapshot account) {
    BigDecimal said = specification.marginRate();
    if (said != null) {
      return new MarginRate(said, "symbol");
    }
    BigDecimal leverage = account.leverage();
    return leverage != null && leverage.signum() > 0
        ? new MarginRate(BigDecimal.ONE.divide(leverage, MathContext.DECIMAL64), "leverage")
        : new MarginRate(BigDecimal.ONE, "full_value");
  }
}
