package io.interlock.router.journal;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.router.journal.Journalled.Commit;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which commits Kafka has not acknowledged yet. */
public final class RelayRows {
  static final String PENDING =
      """
      select p.commit_key, p.partition, j.event
      from (
        select * from relay_pending where partition = any($1) order by commit_key limit $2
      ) p cross join lateral (
        select seq, event from order_journal
        where order_id = p.order_id and seq between p.first_seq and p.last_seq
        offset 0 -- so that the journal is looked up and never read from end to end
      ) j
      order by p.commit_key, j.seq
      """;
  static final String ACKNOWLEDGED = "delete from relay_pending where commit_key = any($1)";

  private final Pool pool;

  public RelayRows(Pool pool) {
    this.pool = pool;
  }

  /** What waits of some partitions, per order by sequence number. */
  public Future<List<Commit>> pending(Collection<Integer> partitions, int most) {
    return pool.preparedQuery(PENDING)
        .execute(
            Tuple.tuple().addArrayOfInteger(partitions.toArray(Integer[]::new)).addInteger(most))
        .map(RelayRows::commits);
  }

  private static List<Commit> commits(RowSet<Row> rows) {
    Map<String, Commit> commits = new LinkedHashMap<>();
    for (Row row : rows) {
      OrderEvent event = JournalReader.event(row.getString("event"));
      commits
          .computeIfAbsent(
              row.getString("commit_key"),
              key -> new Commit(row.getInteger("partition"), new ArrayList<>()))
          .events()
          .add(event);
    }
    return List.copyOf(commits.values());
  }

  /** Kafka has them. */
  public Future<Void> acknowledged(List<Commit> commits) {
    return pool.preparedQuery(ACKNOWLEDGED)
        .execute(
            Tuple.tuple()
                .addArrayOfString(commits.stream().map(Commit::key).toArray(String[]::new)))
        .mapEmpty();
  }
}
