package io.interlock.router.journal;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/** Signals that were cancelled before they were seen; the gate refuses them if they come. */
public final class Tombstones {
  private static final String PUT =
      """
      insert into cancel_tombstone (source, signal_id, cancelled_by, at) values ($1, $2, $3, $4)
      on conflict do nothing
      """;

  private final Pool pool;

  public Tombstones(Pool pool) {
    this.pool = pool;
  }

  /**
   * @param cancelledBy order id of the CANCEL
   */
  public Future<Void> put(String source, String signalId, String cancelledBy, Instant at) {
    return pool.preparedQuery(PUT)
        .execute(Tuple.of(source, signalId, cancelledBy, at.atOffset(ZoneOffset.UTC)))
        .mapEmpty();
  }
}
