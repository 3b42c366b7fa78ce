package io.interlock.local.mt5.trade;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Open positions, kept per ticket (hedging) or per symbol (netting). */
final class PositionBook {
  private static final int MONEY_SCALE = 2;

  private final MarginMode mode;
  private final BigDecimal leverage;
  private final Map<String, Position> byTicket = new LinkedHashMap<>();
  private final Map<String, BigDecimal> marginByTicket = new HashMap<>();
  private BigDecimal floating = BigDecimal.ZERO;
  private BigDecimal margin = BigDecimal.ZERO;

  PositionBook(MarginMode mode, int leverage) {
    this.mode = mode;
    this.leverage = BigDecimal.valueOf(leverage);
  }

  /** What a trade did to a position. */
  record Effect(String ticket, Deal.Entry entry, BigDecimal profit, Change.OfPosition change) {}

  /** Books a trade of an order. */
  Effect book(
      Order order, Instrument instrument, BigDecimal volume, BigDecimal price, long nowMsc) {
    OrderTerms terms = order.terms();
    Position position = affected(order);
    if (position == null) {
      return opened(order, instrument, volume, price, nowMsc);
    }
    if (position.side() == terms.side()) {
      BigDecimal total = position.volume().add(volume);
      BigDecimal value =
          position.openPrice().multiply(position.volume()).add(price.multiply(volume));
      BigDecimal average =
          value.divide(total, instrument.digits() + 3, RoundingMode.HALF_EVEN).stripTrailingZeros();
      return kept(
          position.sized(position.side(), total, average),
          instrument,
          Deal.Entry.IN,
          BigDecimal.ZERO);
    }
    int compared = volume.compareTo(position.volume());
    BigDecimal profit = profit(instrument, position, volume.min(position.volume()), price);
    if (compared == 0) {
      remove(position.ticket());
      return new Effect(
          position.ticket(),
          Deal.Entry.OUT,
          profit,
          new Change.OfPosition(position.valued(price, profit), Change.Kind.CLOSED));
    }
    if (compared < 0) {
      return kept(
          position.sized(position.side(), position.volume().subtract(volume), position.openPrice()),
          instrument,
          Deal.Entry.OUT,
          profit);
    }
    return kept(
        position.sized(terms.side(), volume.subtract(position.volume()), price),
        instrument,
        Deal.Entry.INOUT,
        profit);
  }

  /** Values a symbol's positions at a new touch. */
  void value(Quote quote, Instrument instrument) {
    for (Position position : List.copyOf(byTicket.values())) {
      if (position.symbol().equals(quote.symbol())) {
        BigDecimal price = position.side() == Side.BUY ? quote.bid() : quote.ask();
        BigDecimal profit = profit(instrument, position, position.volume(), price);
        Position valued = position.valued(price, profit);
        byTicket.put(position.ticket(), valued);
        floating = floating.add(profit).subtract(position.profit());
      }
    }
  }

  @Nullable Position get(String ticket) {
    return byTicket.get(ticket);
  }

  List<Position> all() {
    return new ArrayList<>(byTicket.values());
  }

  void put(Position position, Instrument instrument) {
    remove(position.ticket());
    BigDecimal needed = marginOf(instrument, position.volume(), position.openPrice());
    byTicket.put(position.ticket(), position);
    marginByTicket.put(position.ticket(), needed);
    floating = floating.add(position.profit());
    margin = margin.add(needed);
  }

  void remove(String ticket) {
    Position removed = byTicket.remove(ticket);
    BigDecimal freed = marginByTicket.remove(ticket);
    if (removed != null && freed != null) {
      floating = floating.subtract(removed.profit());
      margin = margin.subtract(freed);
    }
  }

  /** Profit of everything open, US dollars. */
  BigDecimal floating() {
    return floating;
  }

  /** Margin of everything open, US dollars. */
  BigDecimal margin() {
    return margin;
  }

  BigDecimal marginOf(Instrument instrument, BigDecimal volume, BigDecimal price) {
    BigDecimal notional = volume.multiply(instrument.contractSize()).multiply(price);
    return dollars(instrument, notional, price).divide(leverage, MONEY_SCALE, RoundingMode.HALF_UP);
  }

  /** Amount in US dollars; exact for pairs that have the dollar on either side. */
  static BigDecimal dollars(Instrument instrument, BigDecimal amount, BigDecimal price) {
    return instrument.currencyProfit().equals("USD") || !instrument.currencyBase().equals("USD")
        ? amount.setScale(MONEY_SCALE, RoundingMode.HALF_UP)
        : amount.divide(price, MONEY_SCALE, RoundingMode.HALF_UP);
  }

  /** Whether a trade on that side would lower what is held; only then it needs no margin. */
  boolean reduces(OrderTerms terms) {
    return terms.closes() != null
        || (mode == MarginMode.NETTING
            && byTicket.values().stream()
                .anyMatch(
                    p ->
                        p.symbol().equals(terms.symbol())
                            && p.side() != terms.side()
                            && p.volume().compareTo(terms.volume()) >= 0));
  }

  private @Nullable Position affected(Order order) {
    String closes = order.terms().closes();
    if (closes != null) {
      return byTicket.get(closes);
    }
    if (mode == MarginMode.HEDGING) {
      return byTicket.get(order.order());
    }
    return byTicket.values().stream()
        .filter(p -> p.symbol().equals(order.terms().symbol()))
        .findFirst()
        .orElse(null);
  }

  private Effect opened(
      Order order, Instrument instrument, BigDecimal volume, BigDecimal price, long nowMsc) {
    OrderTerms terms = order.terms();
    Position position =
        new Position(
            order.order(),
            terms.symbol(),
            terms.side(),
            volume,
            price,
            price,
            terms.stopLoss(),
            terms.takeProfit(),
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            terms.magic(),
            terms.comment(),
            terms.clientOrderId(),
            nowMsc);
    put(position, instrument);
    return new Effect(
        position.ticket(),
        Deal.Entry.IN,
        BigDecimal.ZERO,
        new Change.OfPosition(position, Change.Kind.OPENED));
  }

  private Effect kept(
      Position position, Instrument instrument, Deal.Entry entry, BigDecimal profit) {
    put(position, instrument);
    return new Effect(
        position.ticket(), entry, profit, new Change.OfPosition(position, Change.Kind.CHANGED));
  }

  private static BigDecimal profit(
      Instrument instrument, Position position, BigDecimal volume, BigDecimal price) {
    BigDecimal move = price.subtract(position.openPrice());
    BigDecimal amount =
        (position.side() == Side.BUY ? move : move.negate())
            .multiply(volume)
            .multiply(instrument.contractSize());
    return dollars(instrument, amount, price);
  }
}
