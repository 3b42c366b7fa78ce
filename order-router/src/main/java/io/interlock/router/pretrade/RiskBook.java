package io.interlock.router.pretrade;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the limits of every account are measured against: exposure, message rate, repetition, daily
 * loss.
 *
 * <p>{@link #admit} checks and reserves in one step under the account's lock, so that orders
 * decided at the same time can't pass a limit together. Any thread may call; accounts don't wait
 * for each other. Nothing here is stored: the owner of an account restores it from the journal and
 * the venue's snapshot.
 */
public final class RiskBook {

  private final ConcurrentMap<String, AccountBook> accounts = new ConcurrentHashMap<>();
  private volatile Consumer<Throttled> throttled = stopped -> {};

  /** A strategy the repeated-execution throttle has just stopped, and why. */
  public record Throttled(String strategy, Reason reason) {}

  private static final class AccountBook {
    ExposureBook exposure = new ExposureBook();
    MessageRate rate = new MessageRate();
    RepeatedExecutions repeated = new RepeatedExecutions();
    final DailyLossBook dailyLoss = new DailyLossBook();
  }

  /** Sets who stores that the throttle has stopped a strategy. */
  public void onThrottled(Consumer<Throttled> listener) {
    throttled = listener;
  }

  /** Checks an order and, if it passes, takes its part of the limits. */
  public Admission admit(OrderId id, PreTradeInput input) {
    BrokerDescriptor broker = input.broker();
    if (broker == null) {
      return new Admission(PreTradeControls.check(input, Usage.NONE), null);
    }
    AccountBook book = book(broker.account());
    synchronized (book) {
      if (input.status() != null) {
        book.exposure.hedging(input.status().hedging());
      }
      Usage usage = usage(book, id, input);
      Verdict verdict = PreTradeControls.check(input, usage);
      return switch (verdict) {
        case Verdict.Pass pass ->
            new Admission(verdict, reserve(book, broker.account(), id, input, pass));
        case Verdict.Deny deny -> {
          trip(book, input, usage, deny);
          yield new Admission(verdict, null);
        }
        case Verdict.Expire expire -> new Admission(verdict, null);
      };
    }
  }

  /** Gives back what a decision took, if its order was not journalled after all. */
  public void withdraw(Reservation reservation) {
    AccountBook book = book(reservation.account());
    synchronized (book) {
      book.exposure.release(reservation.order());
      book.rate.remove(reservation.at());
      if (reservation.intent() == Intent.OPEN) {
        book.repeated.remove(
            reservation.strategy(), reservation.symbol(), reservation.side(), reservation.at());
      }
    }
  }

  /** Takes an order's worst case in, as the journal has it; for restoring an account. */
  public void restore(
      String account,
      OrderId id,
      @Nullable String strategy,
      String symbol,
      BigDecimal remainingVolume,
      BigDecimal remainingNotional) {
    AccountBook book = book(account);
    synchronized (book) {
      book.exposure.reserve(id, strategy, symbol, remainingVolume, remainingNotional);
    }
  }

  /**
   * Counts an account's executions of before it was taken towards the throttle, and no others.
   *
   * @param past oldest first
   */
  public void restoreExecutions(String account, List<PastExecution> past) {
    AccountBook book = book(account);
    synchronized (book) {
      book.repeated.restore(past);
    }
  }

  /** Books a trade: reserved becomes open, or open becomes less. */
  public void traded(Trade trade) {
    AccountBook book = book(trade.account());
    synchronized (book) {
      book.exposure.book(trade);
    }
  }

  /** An order has ended: what it had reserved and not traded is free again. */
  public void ended(String account, OrderId id) {
    AccountBook book = book(account);
    synchronized (book) {
      book.exposure.release(id);
    }
  }

  /**
   * What the venue holds replaces what was booked.
   *
   * @param asOf this router's clock when it asked; trades it learned of later come on top
   */
  public void positions(String account, List<OpenPosition> positions, Instant asOf) {
    AccountBook book = book(account);
    synchronized (book) {
      book.exposure.replaceOpen(positions, asOf);
    }
  }

  /**
   * Takes the account's money in.
   *
   * @return the day's opening if this snapshot began one, to be stored
   */
  public @Nullable DayOpening observe(String account, AccountSnapshot snapshot) {
    AccountBook book = book(account);
    synchronized (book) {
      return book.dailyLoss.observe(account, snapshot);
    }
  }

  public void restore(DayOpening opening) {
    AccountBook book = book(opening.account());
    synchronized (book) {
      book.dailyLoss.restore(opening.day(), opening.equity());
    }
  }

  /** A person has re-enabled a strategy after the throttle stopped it. */
  public void reenable(String strategy) {
    for (AccountBook book : accounts.values()) {
      synchronized (book) {
        book.repeated.reenable(strategy);
      }
    }
  }

  /** Open and reserved notional of an account now. */
  public BigDecimal exposure(String account) {
    AccountBook book = book(account);
    synchronized (book) {
      return book.exposure.total(null);
    }
  }

  /** Another router owns the account now; its money is known to all routers and stays known. */
  public void forget(String account) {
    AccountBook book = book(account);
    synchronized (book) {
      book.exposure = new ExposureBook();
      book.rate = new MessageRate();
      book.repeated = new RepeatedExecutions();
    }
  }

  private static Usage usage(AccountBook book, OrderId id, PreTradeInput input) {
    TradeSignal signal = input.signal();
    String symbol = input.symbol();
    return new Usage(
        book.exposure.total(id),
        book.exposure.ofStrategy(signal.strategy(), id),
        symbol == null ? BigDecimal.ZERO : book.exposure.ofSymbol(symbol, id),
        book.rate.lastSecond(input.now()),
        book.repeated.within(
            signal.strategy(),
            symbol,
            input.side(),
            RepeatedExecutions.windowMillis(input.controls().limits()),
            input.now()),
        book.repeated.trippedSince(signal.strategy(), symbol, input.side()),
        book.dailyLoss.loss(input.now()));
  }

  /** An order decided before keeps its reservation: deciding again must not count it twice. */
  private static @Nullable Reservation reserve(
      AccountBook book, String account, OrderId id, PreTradeInput input, Verdict.Pass pass) {
    Intent intent = input.intent();
    if (intent.reducesRisk() || book.exposure.holds(id)) {
      return null;
    }
    String strategy = input.signal().strategy();
    book.rate.add(input.now());
    if (intent == Intent.OPEN && input.symbol() != null && pass.volume() != null) {
      book.exposure.reserve(id, strategy, input.symbol(), pass.volume(), pass.exposure());
      book.repeated.add(strategy, input.symbol(), input.side(), input.now());
    }
    return new Reservation(
        id, account, strategy, input.symbol(), input.side(), intent, input.now());
  }

  private void trip(AccountBook book, PreTradeInput input, Usage usage, Verdict.Deny deny) {
    boolean trips =
        usage.throttledSince() == null
            && deny.reason().code().equals(DenialReason.REPEATED_EXECUTION.name());
    if (trips) {
      String strategy = input.signal().strategy();
      book.repeated.trip(strategy, input.symbol(), input.side(), input.now());
      throttled.accept(new Throttled(strategy, deny.reason()));
    }
  }

  private AccountBook book(String account) {
    return accounts.computeIfAbsent(account, name -> new AccountBook());
  }
}
