package io.interlock.gateway.paper;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A paper account's money, in US dollars; volumes are base units. */
final class PaperMoney {
  static final String CURRENCY = "USD";
  static final BigDecimal LEVERAGE = BigDecimal.valueOf(100);
  private static final int SCALE = 8;

  private PaperMoney() {}

  /**
   * Gain of leaving at a price. Of pairs that are quoted in something else, only those with the
   * dollar as base can be converted; the gain of the others is left in their quote currency.
   */
  static BigDecimal profit(
      Side side, BigDecimal volume, BigDecimal opened, BigDecimal left, String symbol) {
    BigDecimal move = side == Side.BUY ? left.subtract(opened) : opened.subtract(left);
    BigDecimal quoted = move.multiply(volume);
    return symbol.startsWith(CURRENCY)
        ? quoted.divide(left, SCALE, RoundingMode.HALF_EVEN)
        : quoted;
  }

  private static BigDecimal notional(VenuePosition position, BigDecimal price) {
    return position.symbol().startsWith(CURRENCY)
        ? position.volume()
        : position.volume().multiply(price);
  }

  static AccountSnapshot account(
      PaperBook book, Function<String, @Nullable Tick> quotes, Instant at) {
    BigDecimal open = BigDecimal.ZERO;
    BigDecimal margin = BigDecimal.ZERO;
    for (VenuePosition position : book.positions().values()) {
      Tick quote = quotes.apply(position.symbol());
      BigDecimal price =
          quote == null
              ? position.openPrice()
              : position.side() == Side.BUY ? quote.bid() : quote.ask();
      open =
          open.add(
              profit(
                  position.side(),
                  position.volume(),
                  position.openPrice(),
                  price,
                  position.symbol()));
      margin = margin.add(notional(position, price).divide(LEVERAGE, SCALE, RoundingMode.HALF_UP));
    }
    BigDecimal equity = book.balance().add(open);
    return new AccountSnapshot(
        CURRENCY, book.balance(), equity, margin, equity.subtract(margin), LEVERAGE, true, at);
  }
}
