package io.interlock.router.journal;

import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.router.order.Confirmations;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people and callers ask about orders, answered from the journal by any router. Any thread may
 * call; fails while the database is away.
 */
@Singleton
public class OrderQueries {
  private static final String RECENT =
      """
      select j.event from (
        select order_id, received_at from orders
        where ($1::text is null or account = $1) and ($2::text is null or strategy = $2)
          and ($3::text is null or symbol = $3) and ($4::text is null or state = $4)
          and (not $5 or not done)
        order by received_at desc limit $6) o
      join order_journal j using (order_id) order by o.received_at desc, j.order_id, j.seq
      """;

  private final Pool pool;
  private final JournalReader reader;

  OrderQueries(Pool pool) {
    this.pool = pool;
    this.reader = new JournalReader(pool);
  }

  /**
   * Which orders to list; a null part matches all.
   *
   * @param open only those that are not done
   * @param most newest ones, at most 1,000
   */
  public record Filter(
      @Nullable String account,
      @Nullable String strategy,
      @Nullable String symbol,
      @Nullable String state,
      boolean open,
      int most) {}

  /** An order as callers see it; empty if it is unknown. */
  public Future<Optional<ExecutionConfirmation>> confirmation(OrderId id) {
    return reader
        .events(id)
        .map(events -> events.isEmpty() ? Optional.empty() : Optional.of(Confirmations.of(events)));
  }

  /** An order's events by sequence number; empty if it is unknown. */
  public Future<List<OrderEvent>> events(OrderId id) {
    return reader.events(id);
  }

  /** Orders, newest first. */
  public Future<List<ExecutionConfirmation>> orders(Filter filter) {
    return pool.preparedQuery(RECENT)
        .execute(
            Tuple.of(
                filter.account(),
                filter.strategy(),
                filter.symbol(),
                filter.state(),
                filter.open(),
                Math.clamp(filter.most(), 1, 1_000)))
        .map(
            rows -> {
              List<ExecutionConfirmation> orders = new ArrayList<>();
              List<OrderEvent> events = new ArrayList<>();
              for (Row row : rows) {
                OrderEvent event = JournalReader.event(row.getString("event"));
                if (!events.isEmpty() && !events.getFirst().orderId().equals(event.orderId())) {
                  orders.add(Confirmations.of(events));
                  events.clear();
                }
                events.add(event);
              }
              if (!events.isEmpty()) {
                orders.add(Confirmations.of(events));
              }
              return orders;
            });
  }
}
