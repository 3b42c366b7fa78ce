package io.interlock.router.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Signals that were cancelled before they were seen; the gate refuses them if they come. A signal
 * that is at a gate meanwhile has its claim before the tombstone is there, or is refused.
 */
public final class Tombstones {
  private static final String PUT =
      """
      with raised as (
        update kill_switch set cancels = cancels + 1
      )
      insert into cancel_tombstone (source, signal_id, cancelled_by, at) values ($1, $2, $3, $4)
      on conflict do nothing
      """;

  private final Pool pool;

  public Tombstones(Pool pool) {
    this.pool = pool;
  }

  /**
   * Leaves a tombstone. Whoever looks for the signal's order after that finds it, or it will never
   * be.
   *
   * @param cancelledBy order id of the CANCEL
   */
  public Future<Void> put(String source, String signalId, String cancelledBy, Instant at) {
    return pool.preparedQuery(PUT)
        .execute(Tuple.of(source, signalId, cancelledBy, at.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }
}
