package io.interlock.router.journal;

import io.interlock.router.journal.Journalled.PendingRelay;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which journalled events Kafka has not acknowledged yet. */
public final class RelayRows {
  private static final String PENDING =
      """
      select p.partition, j.event from relay_pending p join order_journal j using (order_id, seq)
      where p.partition = any($1) order by p.partition, p.order_id, p.seq limit $2
      """;
  private static final String ACKNOWLEDGED =
      """
      delete from relay_pending p
      using unnest($1::int[], $2::text[], $3::int[]) as a(partition, order_id, seq)
      where p.partition = a.partition and p.order_id = a.order_id and p.seq = a.seq
      """;

  private final Pool pool;

  public RelayRows(Pool pool) {
    this.pool = pool;
  }

  /** Events of some partitions that wait, per order by sequence number. */
  public Future<List<PendingRelay>> pending(Collection<Integer> partitions, int most) {
    return pool.preparedQuery(PENDING)
        .execute(
            Tuple.tuple().addArrayOfInteger(partitions.toArray(Integer[]::new)).addInteger(most))
        .map(
            rows -> {
              List<PendingRelay> events = new ArrayList<>(rows.size());
              for (Row row : rows) {
                events.add(
                    new PendingRelay(
                        row.getInteger("partition"), JournalReader.event(row.getString("event"))));
              }
              return events;
            });
  }

  /** Kafka has them. */
  public Future<Void> acknowledged(List<PendingRelay> events) {
    return pool.preparedQuery(ACKNOWLEDGED)
        .execute(
            Tuple.tuple()
                .addArrayOfInteger(
                    events.stream().map(PendingRelay::partition).toArray(Integer[]::new))
                .addArrayOfString(
                    events.stream().map(e -> e.event().orderId().value()).toArray(String[]::new))
                .addArrayOfInteger(
                    events.stream().map(e -> e.event().seq()).toArray(Integer[]::new)))
        .mapEmpty();
  }
}
