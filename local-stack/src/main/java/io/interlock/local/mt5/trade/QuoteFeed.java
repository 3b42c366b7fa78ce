package io.interlock.local.mt5.trade;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Moving quotes: a seeded walk per symbol that keeps returning to where it started.
 *
 * <p>The nth quote of a symbol depends on the seed and n alone, not on time. A pinned symbol stays
 * where it was put until it is released. Owned by one thread.
 */
public final class QuoteFeed {
  private static final double PULL_HOME = 0.01;

  private final long seed;
  private final Map<String, Walk> walks = new HashMap<>();
  private final Map<String, Quote> pinned = new HashMap<>();

  public QuoteFeed(long seed) {
    this.seed = seed;
  }

  /** The symbol's next quote. */
  public Quote next(Instrument instrument, long nowMsc) {
    Quote fixed = pinned.get(instrument.symbol());
    if (fixed != null) {
      return new Quote(fixed.symbol(), fixed.bid(), fixed.ask(), nowMsc);
    }
    return walks
        .computeIfAbsent(instrument.symbol(), symbol -> new Walk(seed + symbol.hashCode()))
        .next(instrument, nowMsc);
  }

  /** Holds a symbol at a price; the walk goes on from where it was once released. */
  public void pin(String symbol, BigDecimal bid, BigDecimal ask) {
    pinned.put(symbol, new Quote(symbol, bid, ask, 0));
  }

  public @Nullable Quote release(String symbol) {
    return pinned.remove(symbol);
  }

  private static final class Walk {
    private final Random random;
    private long points;

    Walk(long seed) {
      random = new Random(seed);
    }

    Quote next(Instrument instrument, long nowMsc) {
      double move = random.nextGaussian() * instrument.wanderPoints() - points * PULL_HOME;
      points += Math.round(move);
      long spread =
          (long) instrument.spreadPoints()
              + random.nextInt(Math.max(1, instrument.spreadPoints() / 4));
      BigDecimal bid = instrument.startBid().add(instrument.points(points));
      return new Quote(instrument.symbol(), bid, bid.add(instrument.points(spread)), nowMsc);
    }
  }
}
