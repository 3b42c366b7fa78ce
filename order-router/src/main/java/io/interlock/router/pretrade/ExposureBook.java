package io.interlock.router.pretrade;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One account's exposure: what its orders could still open at worst, and what is open.
 *
 * <p>A fill moves its share from reserved to open; an order's end releases the rest. Open exposure
 * is counted by volume, so that what was bought and sold again is flat whatever the prices were:
 * gross where positions are kept per ticket, net per strategy and symbol where the venue nets.
 *
 * <p>Not thread-safe; {@link RiskBook} holds one per account under that account's lock.
 */
final class ExposureBook {

  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private record Key(@Nullable String strategy, String symbol) {}

  private record Reserved(Key key, BigDecimal volume, BigDecimal notional) {}

  private record Holding(BigDecimal bought, BigDecimal sold, BigDecimal unitNotional) {

    static final Holding NONE = new Holding(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

    Holding change(Side side, BigDecimal volume, BigDecimal unitNotional) {
      return side == Side.BUY
          ? new Holding(bought.add(volume).max(BigDecimal.ZERO), sold, unitNotional)
          : new Holding(bought, sold.add(volume).max(BigDecimal.ZERO), unitNotional);
    }

    BigDecimal notional(boolean hedging) {
      BigDecimal volume = hedging ? bought.add(sold) : bought.subtract(sold).abs();
      return volume.multiply(unitNotional);
    }
  }

  private final Map<OrderId, Reserved> reserved = new HashMap<>();

  /** Sums of {@link #reserved}, so that a decision doesn't walk every working order. */
  private final Map<Key, BigDecimal> reservedSums = new HashMap<>();

  private final Map<Key, Holding> open = new HashMap<>();
  private final Deque<Trade> recent = new ArrayDeque<>();
  private boolean hedging;

  void hedging(boolean perTicket) {
    hedging = perTicket;
  }

  boolean holds(OrderId id) {
    return reserved.containsKey(id);
  }

  void reserve(
      OrderId id,
      @Nullable String strategy,
      String symbol,
      BigDecimal volume,
      BigDecimal notional) {
    put(id, new Reserved(new Key(strategy, symbol), volume, notional));
  }

  void release(OrderId id) {
    put(id, null);
  }

  /** Books a trade at the venue; one that opens takes its share off the order's reservation. */
  void book(Trade trade) {
    if (trade.opens() && trade.order() != null) {
      consume(trade.order(), trade.volume());
    }
    move(trade);
    recent.addLast(trade);
    while (!recent.isEmpty() && recent.peekFirst().at().isBefore(trade.at().minus(REMEMBERED))) {
      recent.removeFirst();
    }
  }

  /** Replaces what is open by what the venue holds; trades booked since then come on top. */
  void replaceOpen(List<OpenPosition> positions, Instant asOf) {
    open.clear();
    for (OpenPosition position : positions) {
      open.merge(
          new Key(position.strategy(), position.symbol()),
          Holding.NONE.change(position.side(), position.volume(), position.unitNotional()),
          (a, b) ->
              new Holding(a.bought().add(b.bought()), a.sold().add(b.sold()), b.unitNotional()));
    }
    recent.stream().filter(trade -> trade.at().isAfter(asOf)).forEach(this::move);
  }

  BigDecimal total(@Nullable OrderId without) {
    return sum(without, (strategy, symbol) -> true);
  }

  BigDecimal ofStrategy(String wanted, @Nullable OrderId without) {
    return sum(without, (strategy, symbol) -> wanted.equals(strategy));
  }

  BigDecimal ofSymbol(String wanted, @Nullable OrderId without) {
    return sum(without, (strategy, symbol) -> wanted.equals(symbol));
  }

  private BigDecimal sum(@Nullable OrderId without, BiPredicate<@Nullable String, String> wanted) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Map.Entry<Key, BigDecimal> entry : reservedSums.entrySet()) {
      if (wanted.test(entry.getKey().strategy(), entry.getKey().symbol())) {
        sum = sum.add(entry.getValue());
      }
    }
    for (Map.Entry<Key, Holding> entry : open.entrySet()) {
      if (wanted.test(entry.getKey().strategy(), entry.getKey().symbol())) {
        sum = sum.add(entry.getValue().notional(hedging));
      }
    }
    Reserved own = without == null ? null : reserved.get(without);
    return own != null && wanted.test(own.key().strategy(), own.key().symbol())
        ? sum.subtract(own.notional())
        : sum;
  }

  private void consume(OrderId id, BigDecimal volume) {
    Reserved order = reserved.get(id);
    if (order == null || order.volume().signum() == 0) {
      return;
    }
    BigDecimal left = order.volume().subtract(volume).max(BigDecimal.ZERO);
    BigDecimal notional =
        order.notional().multiply(left).divide(order.volume(), MathContext.DECIMAL64);
    put(id, new Reserved(order.key(), left, notional));
  }

  private void put(OrderId id, @Nullable Reserved now) {
    Reserved was = now == null ? reserved.remove(id) : reserved.put(id, now);
    if (was != null) {
      add(was.key(), was.notional().negate());
    }
    if (now != null) {
      add(now.key(), now.notional());
    }
  }

  private void add(Key key, BigDecimal notional) {
    BigDecimal sum = reservedSums.merge(key, notional, BigDecimal::add);
    if (sum.signum() == 0) {
      reservedSums.remove(key);
    }
  }

  private void move(Trade trade) {
    BigDecimal volume = trade.opens() ? trade.volume() : trade.volume().negate();
    open.merge(
        new Key(trade.strategy(), trade.symbol()),
        Holding.NONE.change(trade.positionSide(), volume, trade.unitNotional()),
        (known, ignored) -> known.change(trade.positionSide(), volume, trade.unitNotional()));
  }
}
