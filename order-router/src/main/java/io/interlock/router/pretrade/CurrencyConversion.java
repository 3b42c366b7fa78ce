package io.interlock.router.pretrade;

import io.interlock.contracts.market.Tick;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Amounts from one currency into another by the broker's own quotes, on the dearer side. */
final class CurrencyConversion {

  private CurrencyConversion() {}

  /** The amount in the other currency, or null if no quote converts it. */
  static @Nullable BigDecimal convert(
      BigDecimal amount, String from, String to, PreTradeInput.Market market) {
    if (from.equals(to)) {
      return amount;
    }
    Tick direct = market.tick(from + to);
    if (direct != null) {
      return amount.multiply(direct.ask());
    }
    Tick inverse = market.tick(to + from);
    return inverse == null ? null : amount.divide(inverse.bid(), MathContext.DECIMAL64);
  }
}
