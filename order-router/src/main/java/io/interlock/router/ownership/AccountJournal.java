package io.interlock.router.ownership;

import io.interlock.contracts.control.TradingControl;
import io.interlock.router.control.ControlBook;
import io.interlock.router.journal.JournalReader;
import io.interlock.router.order.Order;
import io.interlock.router.pretrade.RiskBook;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the journal gives back of an account that is taken: its open orders, and the executions its
 * throttle counts.
 */
public final class AccountJournal {
  private static final Duration SHORTEST_LOOK_BACK = Duration.ofMinutes(1);

  private final JournalReader reader;
  private final RiskBook risk;
  private final ControlBook controls;
  private final InstantSource clock;

  public AccountJournal(
      JournalReader reader, RiskBook risk, ControlBook controls, InstantSource clock) {
    this.reader = reader;
    this.risk = risk;
    this.controls = controls;
    this.clock = clock;
  }

  /** Restores the throttle's counts; answers with the orders that are not done, by arrival. */
  public Future<List<Order>> takeUp(String account) {
    return reader
        .executions(account, clock.instant().minus(longestWindow()))
        .compose(
            past -> {
              risk.restoreExecutions(account, past);
              return reader.openOrders(account);
            });
  }

  /** Any scope's window may come to count. */
  private Duration longestWindow() {
    Long standing = controls.effective(null, null, null, null).limits().repeatedWindowMillis();
    Stream<Long> windows =
        controls.controls().stream()
            .map(TradingControl::limits)
            .map(limits -> limits.repeatedWindowMillis());
    return Stream.concat(Stream.ofNullable(standing), windows.filter(Objects::nonNull))
        .map(Duration::ofMillis)
        .reduce(SHORTEST_LOOK_BACK, (a, b) -> a.compareTo(b) > 0 ? a : b);
  }
}
