package io.interlock.local.mt5.trade;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** When a price is reached. */
final class Trigger {
  private Trigger() {}

  /** What a side trades at: buyers pay the ask. */
  static BigDecimal touch(Side side, Quote quote) {
    return side == Side.BUY ? quote.ask() : quote.bid();
  }

  /** Whether the limit price can be had now. */
  static boolean marketable(OrderTerms terms, Quote quote) {
    int compared =
        touch(terms.side(), quote).compareTo(requireNonNull(terms.price(), "price is null"));
    return terms.side() == Side.BUY ? compared <= 0 : compared >= 0;
  }

  /** Whether the stop price has been touched. */
  static boolean reached(OrderTerms terms, Quote quote) {
    int compared =
        touch(terms.side(), quote).compareTo(requireNonNull(terms.stopPrice(), "stop is null"));
    return terms.side() == Side.BUY ? compared >= 0 : compared <= 0;
  }

  /** Which protective leg of a position a quote touches, if any. */
  static Deal.@Nullable Reason protective(Position position, Quote quote) {
    BigDecimal price = touch(position.side().opposite(), quote);
    int direction = position.side() == Side.BUY ? 1 : -1;
    BigDecimal stopLoss = position.stopLoss();
    if (stopLoss != null && price.compareTo(stopLoss) * direction <= 0) {
      return Deal.Reason.SL;
    }
    BigDecimal takeProfit = position.takeProfit();
    if (takeProfit != null && price.compareTo(takeProfit) * direction >= 0) {
      return Deal.Reason.TP;
    }
    return null;
  }
}
