package io.interlock.router.risk;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.router.pretrade.DayOpening;
import io.interlock.router.pretrade.RiskBook;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps every account's equity at the start of the day over restarts: the one stored first stands,
 * for all routers. Any thread may call.
 */
@Singleton
public class AccountDays {

  private static final String KEEP =
      """
      insert into account_day (account, day, equity) values ($1, $2, $3)
      on conflict (account, day) do update set equity = account_day.equity returning equity
      """;

  private final Pool pool;
  private final RiskBook risk;
  private final Queue<DayOpening> owed = new ConcurrentLinkedQueue<>();

  AccountDays(Pool pool, RiskBook risk) {
    this.pool = pool;
    this.risk = risk;
  }

  /** Takes an account's money in, as a bridge published it. */
  public void observe(BrokerStatus status) {
    if (status.accountSnapshot() == null) {
      return;
    }
    DayOpening opening = risk.observe(status.account(), status.accountSnapshot());
    if (opening != null) {
      owed.add(opening);
      storeOwed();
    }
  }

  /** Stores openings that are not stored yet; never fails. */
  Future<Void> storeOwed() {
    DayOpening opening = owed.poll();
    if (opening == null) {
      return Future.succeededFuture();
    }
    return pool.preparedQuery(KEEP)
        .execute(Tuple.of(opening.account(), opening.day(), opening.equity()))
        .onSuccess(
            rows ->
                risk.restore(
                    new DayOpening(
                        opening.account(),
                        opening.day(),
                        rows.iterator().next().getBigDecimal("equity"))))
        .onFailure(failure -> owed.add(opening))
        .compose(rows -> storeOwed())
        .recover(failure -> Future.succeededFuture());
  }
}
