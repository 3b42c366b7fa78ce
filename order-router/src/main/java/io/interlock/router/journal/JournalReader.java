package io.interlock.router.journal;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import io.interlock.router.order.Order;
import io.interlock.router.order.Replay;
import io.interlock.router.pretrade.PastExecution;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads orders back out of the journal. */
public final class JournalReader {
  private static final String OPEN_OF_ACCOUNT =
      """
      select j.order_id, j.event from orders o join order_journal j using (order_id)
      where o.account = $1 and not o.done order by o.received_at, j.order_id, j.seq
      """;
  private static final String OF_ORDERS =
      "select order_id, event from order_journal where order_id = any($1) order by order_id, seq";
  private static final String OF_CLIENT_ORDER_IDS =
      """
      select j.order_id, j.event from orders o join order_journal j using (order_id)
      where o.client_order_id = any($1) order by j.order_id, j.seq
      """;

  /** What a strategy did before it was halted last no longer counts once it is re-enabled. */
  private static final String EXECUTIONS =
      """
      with submitted as (
        select o.strategy, o.symbol, j.event::json ->> 'side' as side, o.received_at
        from orders o join order_journal j on j.order_id = o.order_id and j.seq = 3
        where o.account = $1 and o.command = 'OPEN' and o.received_at > $2
          and j.event::json ->> 'to' = 'SUBMITTING'
      ), halted as (
        select s.strategy, max((c.control::json ->> 'at')::timestamptz) as at
        from (select distinct strategy from submitted) s
        join control_version c on c.scope = 'strategy:' || s.strategy
        where c.control::json ->> 'mode' <> 'ACTIVE' group by s.strategy
      )
      select s.* from submitted s left join halted h using (strategy)
      where h.at is null or s.received_at > h.at order by s.received_at
      """;

  private static final String OPEN_BEFORE =
      "select order_id from orders where account = any($1) and not done and updated_at < $2";

  private final Pool pool;

  public JournalReader(Pool pool) {
    this.pool = pool;
  }

  /** Orders of an account that are not done, by arrival. */
  public Future<List<Order>> openOrders(String account) {
    return pool.preparedQuery(OPEN_OF_ACCOUNT)
        .execute(Tuple.of(account))
        .map(JournalReader::orders);
  }

  /** Orders of an account that passed the controls since a time, oldest first. */
  public Future<List<PastExecution>> executions(String account, Instant since) {
    return pool.preparedQuery(EXECUTIONS)
        .execute(Tuple.of(account, since.atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              List<PastExecution> past = new ArrayList<>(rows.size());
              for (Row row : rows) {
                String side = row.getString("side");
                past.add(
                    new PastExecution(
                        row.getString("strategy"),
                        row.getString("symbol"),
                        side == null ? null : Side.valueOf(side),
                        row.getOffsetDateTime("received_at").toInstant()));
              }
              return past;
            });
  }

  /** Ids of open orders of some accounts that nothing has happened to since a time. */
  public Future<List<OrderId>> openBefore(Collection<String> accounts, Instant before) {
    return pool.preparedQuery(OPEN_BEFORE)
        .execute(
            Tuple.tuple()
                .addArrayOfString(accounts.toArray(String[]::new))
                .addOffsetDateTime(before.atOffset(ZoneOffset.UTC)))
        .map(
            rows -> {
              List<OrderId> ids = new ArrayList<>(rows.size());
              rows.forEach(row -> ids.add(new OrderId(row.getString("order_id"))));
              return ids;
            });
  }

  /** An order, wherever it stands. */
  public Future<Optional<Order>> order(OrderId id) {
    return orders(List.of(id)).map(found -> found.stream().findFirst());
  }

  /** Orders by id; unknown ones are left out. */
  public Future<List<Order>> orders(Collection<OrderId> ids) {
    return pool.preparedQuery(OF_ORDERS)
        .execute(
            Tuple.tuple().addArrayOfString(ids.stream().map(OrderId::value).toArray(String[]::new)))
        .map(JournalReader::orders);
  }

  /** Orders by the id venues know them by; unknown ones are left out. */
  public Future<List<Order>> ordersByClientOrderId(Collection<ClientOrderId> ids) {
    return pool.preparedQuery(OF_CLIENT_ORDER_IDS)
        .execute(
            Tuple.tuple()
                .addArrayOfString(ids.stream().map(ClientOrderId::value).toArray(String[]::new)))
        .map(JournalReader::orders);
  }

  /** An order's events by sequence number; empty if it is unknown. */
  public Future<List<OrderEvent>> events(OrderId id) {
    return pool.preparedQuery(OF_ORDERS)
        .execute(Tuple.tuple().addArrayOfString(new String[] {id.value()}))
        .map(
            rows -> {
              List<OrderEvent> events = new ArrayList<>(rows.size());
              rows.forEach(row -> events.add(event(row.getString("event"))));
              return events;
            });
  }

  private static List<Order> orders(RowSet<Row> rows) {
    Map<String, List<OrderEvent>> byOrder = new LinkedHashMap<>();
    for (Row row : rows) {
      byOrder
          .computeIfAbsent(row.getString("order_id"), id -> new ArrayList<>())
          .add(event(row.getString("event")));
    }
    return byOrder.values().stream().map(Replay::of).toList();
  }

  static OrderEvent event(String json) {
    try {
      return Json.readTolerant(json.getBytes(StandardCharsets.UTF_8), OrderEvent.class);
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the journal holds an event that can't be read", e);
    }
  }
}
