package io.interlock.local.mt5.trade;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The broker's books: takes orders, fills them at the touch, triggers resting orders and protective
 * legs on quotes.
 *
 * <p>Every change is kept until {@link #drainChanges} takes it; {@link #restore} rebuilds the books
 * from all of them. No clock, no input or output; owned by one thread.
 */
public final class TradeServer {
  private final Map<String, Instrument> instruments = new LinkedHashMap<>();
  private final Map<String, Quote> quotes = new HashMap<>();
  private final OrderBook orders = new OrderBook();
  private final PositionBook positions;
  private final List<Deal> deals = new ArrayList<>();
  private final Map<String, List<Deal>> dealsOfOrder = new HashMap<>();
  private final BigDecimal leverage;
  private List<Change> changes = new ArrayList<>();
  private BigDecimal balance;

  public TradeServer(
      List<Instrument> instruments, MarginMode mode, BigDecimal deposit, int leverage) {
    instruments.forEach(instrument -> this.instruments.put(instrument.symbol(), instrument));
    this.positions = new PositionBook(mode);
    this.balance = deposit;
    this.leverage = BigDecimal.valueOf(leverage);
  }

  /** Takes an order of a known symbol and says at once what became of it. */
  public Order submit(OrderTerms terms, Execution execution, long sentMicros) {
    Quote quote = quotes.get(terms.symbol());
    Order order = Order.sent(orders.nextNumber(), terms, quote, sentMicros);
    if (execution.refusal() != null) {
      return rejected(order, execution.refusal(), "the trade server refused");
    }
    if (quote == null) {
      return rejected(order, Retcode.PRICE_OFF, "no quotes");
    }
    Order refused = refusedForPosition(order);
    if (refused != null) {
      return refused;
    }
    if (!positions.reduces(terms) && funds().free().compareTo(margin(terms, quote)) < 0) {
      return rejected(order, Retcode.NO_MONEY, "not enough free margin");
    }
    return switch (terms.type()) {
      case MARKET -> market(order, quote, execution);
      case LIMIT -> limit(order, quote, execution);
      case STOP, STOP_LIMIT ->
          Trigger.reached(terms, quote)
              ? rejected(order, Retcode.INVALID_PRICE, "the trigger is on the wrong side")
              : kept(order);
    };
  }

  /** Takes a new touch: values positions, triggers protective legs and resting orders. */
  public void quote(Quote quote) {
    Instrument instrument = instrument(quote.symbol());
    quotes.put(quote.symbol(), quote);
    positions.value(quote, instrument);
    for (Position position : positions.all()) {
      if (position.symbol().equals(quote.symbol())) {
        Deal.Reason reason = Trigger.protective(position, quote);
        if (reason != null) {
          OrderTerms terms = OrderTerms.closing(position, position.volume(), null, null);
          long micros = quote.timeMsc() * 1_000;
          Order order = Order.sent(orders.nextNumber(), terms, quote, micros);
          trade(order, position.volume(), Trigger.touch(terms.side(), quote), reason, micros);
        }
      }
    }
    for (Order order : orders.working()) {
      if (order.terms().symbol().equals(quote.symbol())) {
        quoteOrder(order, quote);
      }
    }
  }

  /** Ends resting orders whose time is over; both arguments epoch microseconds. */
  public void expire(long nowMicros, long dayStartMicros) {
    for (Order order : orders.working()) {
      Long expiresAt = order.terms().expiresAt();
      boolean over =
          (expiresAt != null && expiresAt <= nowMicros)
              || (order.terms().timeInForce() == TimeInForce.DAY
                  && order.sentMicros() < dayStartMicros);
      if (over) {
        kept(order.ended(OrderCondition.EXPIRED, Retcode.DONE, "its time is over"));
      }
    }
  }

  public Order cancel(Order order) {
    return kept(order.ended(OrderCondition.CANCELED, Retcode.DONE, "cancelled on request"));
  }

  /** Replaces those prices that are given. */
  public Order modify(
      Order order,
      int revision,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice,
      @Nullable BigDecimal stopLoss,
      @Nullable BigDecimal takeProfit,
      @Nullable Long expiresAt) {
    return kept(
        order.with(
            order.terms().repriced(price, stopPrice, stopLoss, takeProfit, expiresAt), revision));
  }

  /** Sets protective legs: null leaves one as it is, 0 removes it. */
  public Position modify(
      Position position, @Nullable BigDecimal stopLoss, @Nullable BigDecimal takeProfit) {
    Position changed =
        position.protectedBy(
            OrderTerms.leg(stopLoss, position.stopLoss()),
            OrderTerms.leg(takeProfit, position.takeProfit()));
    positions.put(changed);
    changes.add(new Change.OfPosition(changed, Change.Kind.CHANGED));
    return changed;
  }

  /** What changed since the last call, in order. */
  public List<Change> drainChanges() {
    List<Change> drained = changes;
    changes = new ArrayList<>();
    return drained;
  }

  /** Puts one earlier change back into empty books. */
  public void restore(Change change) {
    switch (change) {
      case Change.OfOrder(Order order) -> orders.put(order);
      case Change.OfDeal(Deal deal) -> {
        add(deal);
        orders.used(deal.deal());
        balance = balance.add(deal.profit()).subtract(deal.commission());
      }
      case Change.OfPosition(Position position, Change.Kind kind) -> {
        if (kind == Change.Kind.CLOSED) {
          positions.remove(position.ticket());
        } else {
          positions.put(position);
        }
      }
    }
  }

  public @Nullable Instrument find(String symbol) {
    return instruments.get(symbol);
  }

  public List<Instrument> instruments() {
    return new ArrayList<>(instruments.values());
  }

  public @Nullable Quote touch(String symbol) {
    return quotes.get(symbol);
  }

  public @Nullable Order order(String number) {
    return orders.get(number);
  }

  public @Nullable Order orderOfClient(String clientOrderId) {
    return orders.ofClient(clientOrderId);
  }

  public List<Order> working() {
    return orders.working();
  }

  public List<Order> allOrders() {
    return orders.all();
  }

  public List<Position> positions() {
    return positions.all();
  }

  public @Nullable Position position(String ticket) {
    return positions.get(ticket);
  }

  public List<Deal> deals() {
    return List.copyOf(deals);
  }

  public List<Deal> dealsOf(String order) {
    return List.copyOf(dealsOfOrder.getOrDefault(order, List.of()));
  }

  public Funds funds() {
    BigDecimal equity = balance;
    BigDecimal margin = BigDecimal.ZERO;
    for (Position position : positions.all()) {
      equity = equity.add(position.profit());
      margin = margin.add(margin(position.symbol(), position.volume(), position.openPrice()));
    }
    return new Funds(balance, equity, margin);
  }

  private Order market(Order order, Quote quote, Execution execution) {
    OrderTerms terms = order.terms();
    BigDecimal touch = Trigger.touch(terms.side(), quote);
    if (terms.price() != null && terms.deviationPoints() != null) {
      BigDecimal allowed = instrument(terms.symbol()).points(terms.deviationPoints());
      if (touch.subtract(terms.price()).abs().compareTo(allowed) > 0) {
        return rejected(order, Retcode.REQUOTE, "the price moved to " + touch.toPlainString());
      }
    }
    return tradeNow(order, touch, execution);
  }

  private Order limit(Order order, Quote quote, Execution execution) {
    if (Trigger.marketable(order.terms(), quote)) {
      return tradeNow(order, Trigger.touch(order.terms().side(), quote), execution);
    }
    return rests(order.terms().timeInForce())
        ? kept(order)
        : kept(order.ended(OrderCondition.CANCELED, Retcode.CANCEL, "not fillable at once"));
  }

  private Order tradeNow(Order order, BigDecimal price, Execution execution) {
    BigDecimal volume = order.remainingVolume();
    if (execution.fraction() != null) {
      BigDecimal step = instrument(order.terms().symbol()).volumeStep();
      volume =
          volume
              .multiply(execution.fraction())
              .divideToIntegralValue(step)
              .max(BigDecimal.ONE)
              .multiply(step);
    }
    boolean whole = volume.compareTo(order.remainingVolume()) >= 0;
    if (!whole && order.terms().timeInForce() == TimeInForce.FOK) {
      return kept(order.ended(OrderCondition.CANCELED, Retcode.CANCEL, "not fillable at once"));
    }
    Order traded = trade(order, volume, price, Deal.Reason.EXPERT, order.sentMicros());
    return whole || rests(order.terms().timeInForce())
        ? traded
        : kept(
            traded.ended(OrderCondition.CANCELED, Retcode.DONE_PARTIAL, "the rest was cancelled"));
  }

  private void quoteOrder(Order order, Quote quote) {
    OrderTerms terms = order.terms();
    if (terms.closes() != null && positions.get(terms.closes()) == null) {
      kept(order.ended(OrderCondition.CANCELED, Retcode.POSITION_CLOSED, "its position is closed"));
      return;
    }
    boolean trades =
        switch (terms.type()) {
          case MARKET -> true;
          case LIMIT -> Trigger.marketable(terms, quote);
          case STOP, STOP_LIMIT -> Trigger.reached(terms, quote);
        };
    if (trades && terms.type() == OrderType.STOP_LIMIT) {
      Order limit = kept(order.with(terms.triggered(), order.revision()));
      if (Trigger.marketable(limit.terms(), quote)) {
        tradeResting(limit, quote);
      }
    } else if (trades) {
      tradeResting(order, quote);
    }
  }

  private void tradeResting(Order order, Quote quote) {
    trade(
        order,
        order.remainingVolume(),
        Trigger.touch(order.terms().side(), quote),
        Deal.Reason.EXPERT,
        quote.timeMsc() * 1_000);
  }

  private Order trade(
      Order order, BigDecimal volume, BigDecimal price, Deal.Reason reason, long atMicros) {
    OrderTerms terms = order.terms();
    long nowMsc = atMicros / 1_000;
    PositionBook.Effect effect =
        positions.book(order, instrument(terms.symbol()), volume, price, nowMsc);
    Order filled = order.filled(volume, price, effect.ticket(), quotes.get(terms.symbol()));
    Deal deal =
        new Deal(
            orders.nextNumber(),
            order.order(),
            effect.ticket(),
            terms.clientOrderId(),
            terms.symbol(),
            terms.side(),
            effect.entry(),
            volume,
            price,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            effect.profit(),
            reason,
            terms.magic(),
            nowMsc);
    add(deal);
    balance = balance.add(effect.profit());
    orders.put(filled);
    changes.add(new Change.OfDeal(deal));
    changes.add(new Change.OfOrder(filled));
    changes.add(effect.change());
    return filled;
  }

  private @Nullable Order refusedForPosition(Order order) {
    String closes = order.terms().closes();
    if (closes == null) {
      return null;
    }
    Position position = positions.get(closes);
    if (position == null) {
      return rejected(order, Retcode.POSITION_CLOSED, "the position is closed");
    }
    return order.terms().volume().compareTo(position.volume()) > 0
        ? rejected(order, Retcode.INVALID_CLOSE_VOLUME, "more than the position holds")
        : null;
  }

  private Order rejected(Order order, Retcode retcode, String because) {
    return kept(order.ended(OrderCondition.REJECTED, retcode, because));
  }

  private Order kept(Order order) {
    orders.put(order);
    changes.add(new Change.OfOrder(order));
    return order;
  }

  private void add(Deal deal) {
    deals.add(deal);
    dealsOfOrder.computeIfAbsent(deal.order(), order -> new ArrayList<>()).add(deal);
  }

  private BigDecimal margin(OrderTerms terms, Quote quote) {
    return margin(terms.symbol(), terms.volume(), Trigger.touch(terms.side(), quote));
  }

  private BigDecimal margin(String symbol, BigDecimal volume, BigDecimal price) {
    Instrument instrument = instrument(symbol);
    BigDecimal notional = volume.multiply(instrument.contractSize()).multiply(price);
    return PositionBook.dollars(instrument, notional, price)
        .divide(leverage, 2, java.math.RoundingMode.HALF_UP);
  }

  private static boolean rests(TimeInForce timeInForce) {
    return timeInForce != TimeInForce.IOC && timeInForce != TimeInForce.FOK;
  }

  private Instrument instrument(String symbol) {
    return requireNonNull(instruments.get(symbol), "symbol is not traded here");
  }
}
