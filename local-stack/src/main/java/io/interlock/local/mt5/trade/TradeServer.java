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
 * The broker: takes orders, fills them at the touch, triggers resting orders and protective legs on
 * quotes.
 *
 * <p>Every change waits in the {@link Books} to be taken; {@link #restore} rebuilds them from all
 * changes. No clock, no input or output; owned by one thread.
 */
public final class TradeServer {
  private final Map<String, Instrument> instruments = new LinkedHashMap<>();
  private final Map<String, Quote> quotes = new HashMap<>();
  private final Books books;

  public TradeServer(
      List<Instrument> instruments, MarginMode mode, BigDecimal deposit, int leverage) {
    instruments.forEach(instrument -> this.instruments.put(instrument.symbol(), instrument));
    this.books = new Books(mode, deposit, leverage);
  }

  /** Takes an order of a known symbol and says at once what became of it. */
  public Order submit(OrderTerms terms, Execution execution, long sentMicros) {
    Quote quote = quotes.get(terms.symbol());
    Order order = books.sent(terms, quote, sentMicros);
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
    if (!books.reduces(terms) && books.funds().free().compareTo(margin(terms, quote)) < 0) {
      return rejected(order, Retcode.NO_MONEY, "not enough free margin");
    }
    return switch (terms.type()) {
      case MARKET -> market(order, quote, execution);
      case LIMIT -> limit(order, quote, execution);
      case STOP, STOP_LIMIT ->
          Trigger.reached(terms, quote)
              ? rejected(order, Retcode.INVALID_PRICE, "the trigger is on the wrong side")
              : books.keep(order);
    };
  }

  /** Takes a new touch: values positions, triggers protective legs and resting orders. */
  public void quote(Quote quote) {
    Instrument instrument = instrument(quote.symbol());
    quotes.put(quote.symbol(), quote);
    books.value(quote, instrument);
    for (Position position : books.positions()) {
      if (position.symbol().equals(quote.symbol())) {
        Deal.Reason reason = Trigger.protective(position, quote);
        if (reason != null) {
          OrderTerms terms = OrderTerms.closing(position, position.volume(), null, null);
          long micros = quote.timeMsc() * 1_000;
          Order order = books.sent(terms, quote, micros);
          trade(order, position.volume(), Trigger.touch(terms.side(), quote), reason, micros);
        }
      }
    }
    for (Order order : books.working()) {
      if (order.terms().symbol().equals(quote.symbol())) {
        quoteOrder(order, quote);
      }
    }
  }

  /** Ends resting orders whose time is over; both arguments epoch microseconds. */
  public void expire(long nowMicros, long dayStartMicros) {
    for (Order order : books.working()) {
      Long expiresAt = order.terms().expiresAt();
      boolean over =
          (expiresAt != null && expiresAt <= nowMicros)
              || (order.terms().timeInForce() == TimeInForce.DAY
                  && order.sentMicros() < dayStartMicros);
      if (over) {
        books.keep(order.ended(OrderCondition.EXPIRED, Retcode.DONE, "its time is over"));
      }
    }
  }

  public Order cancel(Order order) {
    return books.keep(order.ended(OrderCondition.CANCELED, Retcode.DONE, "cancelled on request"));
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
    return books.keep(
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
    return books.keep(changed, instrument(changed.symbol()));
  }

  /** Puts one earlier change back into empty books. */
  public void restore(Change change) {
    books.restore(change, instruments);
  }

  public Books books() {
    return books;
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
        ? books.keep(order)
        : books.keep(order.ended(OrderCondition.CANCELED, Retcode.CANCEL, "not fillable at once"));
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
              .multiply(step)
              .setScale(step.scale());
    }
    boolean whole = volume.compareTo(order.remainingVolume()) >= 0;
    if (!whole && order.terms().timeInForce() == TimeInForce.FOK) {
      return books.keep(
          order.ended(OrderCondition.CANCELED, Retcode.CANCEL, "not fillable at once"));
    }
    Order traded = trade(order, volume, price, Deal.Reason.EXPERT, order.sentMicros());
    return whole || rests(order.terms().timeInForce())
        ? traded
        : books.keep(
            traded.ended(OrderCondition.CANCELED, Retcode.DONE_PARTIAL, "the rest was cancelled"));
  }

  private void quoteOrder(Order order, Quote quote) {
    OrderTerms terms = order.terms();
    if (terms.closes() != null && books.position(terms.closes()) == null) {
      books.keep(
          order.ended(OrderCondition.CANCELED, Retcode.POSITION_CLOSED, "its position is closed"));
      return;
    }
    boolean trades =
        switch (terms.type()) {
          case MARKET -> true;
          case LIMIT -> Trigger.marketable(terms, quote);
          case STOP, STOP_LIMIT -> Trigger.reached(terms, quote);
        };
    if (trades && terms.type() == OrderType.STOP_LIMIT) {
      Order limit = books.keep(order.with(terms.triggered(), order.revision()));
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
    String symbol = order.terms().symbol();
    return books.trade(
        order, instrument(symbol), volume, price, quotes.get(symbol), reason, atMicros / 1_000);
  }

  private @Nullable Order refusedForPosition(Order order) {
    String closes = order.terms().closes();
    if (closes == null) {
      return null;
    }
    Position position = books.position(closes);
    if (position == null) {
      return rejected(order, Retcode.POSITION_CLOSED, "the position is closed");
    }
    return order.terms().volume().compareTo(position.volume()) > 0
        ? rejected(order, Retcode.INVALID_CLOSE_VOLUME, "more than the position holds")
        : null;
  }

  private Order rejected(Order order, Retcode retcode, String because) {
    return books.keep(order.ended(OrderCondition.REJECTED, retcode, because));
  }

  private BigDecimal margin(OrderTerms terms, Quote quote) {
    return books.marginOf(
        instrument(terms.symbol()), terms.volume(), Trigger.touch(terms.side(), quote));
  }

  private static boolean rests(TimeInForce timeInForce) {
    return timeInForce != TimeInForce.IOC && timeInForce != TimeInForce.FOK;
  }

  private Instrument instrument(String symbol) {
    return requireNonNull(instruments.get(symbol), "symbol is not traded here");
  }
}
