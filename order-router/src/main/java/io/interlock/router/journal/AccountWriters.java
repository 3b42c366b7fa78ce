package io.interlock.router.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;

/** Who may write for an account. */
public final class AccountWriters {
  private static final String TAKE =
      """
      insert into account_writer (account, epoch, router, taken_at) values ($1, $2, $3, now())
      on conflict (account) do update
        set epoch = greatest(account_writer.epoch + 1, excluded.epoch), router = excluded.router,
          taken_at = excluded.taken_at
      returning epoch
      """;

  private final Pool pool;

  public AccountWriters(Pool pool) {
    this.pool = pool;
  }

  /**
   * Takes an account: from when this answers, nothing decided under an earlier epoch commits.
   *
   * @param atLeast the epoch must not be lower, as a venue may have seen higher ones
   */
  public Future<Long> take(String account, long atLeast, String router) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(account, atLeast, router))
        .map(rows -> rows.iterator().next().getLong("epoch"));
  }
}
