package io.interlock.gateway.paper;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Quotes a paper broker makes up itself: a walk of single ticks around where it began. Not
 * thread-safe.
 */
final class PaperQuotes {
  private static final int WIDEST_STRAY = 500;
  private static final BigDecimal LARGEST_VOLUME = BigDecimal.valueOf(1_000_000_000);
  private static final BigDecimal SMALLEST_VOLUME = new BigDecimal("0.00001");
  private static final int PIP_DIGITS_FROM = 3;

  /** A bid and an ask; the number of decimals is the symbol's. */
  record Quote(BigDecimal bid, BigDecimal ask) {
    /** Reads {@code BID/ASK}. */
    static Quote parse(String symbol, String text) {
      String[] parts = text.split("/", -1);
      try {
        Quote quote = new Quote(new BigDecimal(parts[0].strip()), new BigDecimal(parts[1].strip()));
        Rule.that(
            quote.bid.signum() > 0
                && quote.bid.compareTo(quote.ask) < 0
                && quote.bid.scale() == quote.ask.scale(),
            symbol,
            text,
            "must be BID/ASK with as many decimals, the bid below the ask");
        return quote;
      } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
        throw new Rule.Broken(symbol, text, "must be BID/ASK");
      }
    }

    BigDecimal tickSize() {
      return BigDecimal.ONE.movePointLeft(bid.scale());
    }

    Quote moved(int ticks) {
      BigDecimal move = tickSize().multiply(BigDecimal.valueOf(ticks));
      return new Quote(bid.add(move), ask.add(move));
    }
  }

  private final Map<String, Quote> start = new TreeMap<>();
  private final Map<String, Integer> strayed = new TreeMap<>();
  private final Random random;

  PaperQuotes(Map<String, String> quotes, long seed) {
    quotes.forEach((symbol, text) -> start.put(symbol, Quote.parse(symbol, text)));
    this.random = new Random(seed);
  }

  /** The next quote of every symbol. */
  Map<String, Quote> next() {
    Map<String, Quote> quotes = new TreeMap<>();
    start.forEach(
        (symbol, from) -> {
          int stray = strayed.getOrDefault(symbol, 0) + random.nextInt(3) - 1;
          int bounded = Math.clamp(stray, -WIDEST_STRAY, WIDEST_STRAY);
          strayed.put(symbol, bounded);
          quotes.put(symbol, from.moved(bounded));
        });
    return quotes;
  }

  /** A symbol of a paper broker: volumes are base units. */
  static SymbolSpecification specification(String symbol, int digits) {
    BigDecimal tick = BigDecimal.ONE.movePointLeft(digits);
    boolean pips = digits == PIP_DIGITS_FROM || digits == PIP_DIGITS_FROM + 2;
    return new SymbolSpecification(
        symbol,
        symbol,
        digits,
        tick,
        pips ? tick.movePointRight(1) : tick,
        BigDecimal.ONE,
        SMALLEST_VOLUME,
        LARGEST_VOLUME,
        SMALLEST_VOLUME,
        null,
        BigDecimal.ONE.divide(PaperMoney.LEVERAGE),
        true,
        symbol.length() == 6 ? symbol.substring(3) : null,
        List.of());
  }
}
