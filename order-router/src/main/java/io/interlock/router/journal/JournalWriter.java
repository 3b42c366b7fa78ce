package io.interlock.router.journal;

import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.router.order.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Appends to journals of orders that are through the gate, as many as wait in one commit.
 *
 * <p>One commit is on its way at a time, so an order's events are written in order. Each append is
 * a compare-and-set on the order's sequence number under its account's writer epoch. While the
 * database is away everything waits; nothing is dropped. All on the trading thread.
 */
public final class JournalWriter {
  private static final Logger LOG = Logger.getLogger(JournalWriter.class);

  /** The statement compares every order with every event: 400 take 23 times as long as 64. */
  private static final int MOST_ORDERS = 64;

  private static final long FIRST_RETRY_MILLIS = 50;
  private static final long LONGEST_RETRY_MILLIS = 1_000;
  private static final long ANSWER_WITHIN_MILLIS = 5_000;

  static final String APPEND =
      """
      with writer as materialized (
        select account, epoch from account_writer where account = any($1) order by account for share
      ), held as materialized (
        select e.account from unnest($1::text[], $2::bigint[]) as e(account, epoch)
        join writer w on w.account = e.account and w.epoch = e.epoch
      ), head as (
        update orders o
        set seq = h.last, state = h.state, done = h.done,
          broker_order_id = h.broker_order_id, position_ticket = h.position_ticket,
          updated_at = h.at
        from unnest($3::text[], $4::text[], $5::int[], $6::int[], $7::text[], $8::boolean[],
            $9::text[], $10::text[], $11::timestamptz[])
          as h(order_id, account, before, last, state, done, broker_order_id, position_ticket, at)
        where o.order_id = any($3) and o.order_id = h.order_id and o.seq = h.before
          and (h.account is null or h.account in (select account from held))
        returning o.order_id, o.partition, h.before + 1 as first, h.last
      ), written as (
        insert into order_journal (order_id, seq, event)
        select e.order_id, e.seq, e.event
        from unnest($12::text[], $13::int[], $14::text[]) as e(order_id, seq, event)
        where e.order_id in (select order_id from head)
      ), pending as (
        insert into relay_pending (commit_key, partition, order_id, first_seq, last_seq)
        select order_id || ':' || lpad(last::text, 9, '0'), partition, order_id, first, last
        from head
      ), traded as (
        insert into fills (broker, account, symbol, trade_id, order_id)
        select f.broker, f.account, f.symbol, f.trade_id, f.order_id
        from unnest($15::text[], $16::text[], $17::text[], $18::text[], $19::text[])
          as f(broker, account, symbol, trade_id, order_id)
        where f.order_id in (select order_id from head)
        on conflict do nothing
        returning trade_id
      )
      select order_id, partition, (select count(*) from traded) as trades from head
      """;

  static final String BOOKED_ELSEWHERE =
      """
      select f.order_id, f.trade_id, b.order_id as holder
      from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
        as f(broker, account, symbol, trade_id, order_id)
      cross join lateral (
        select order_id from fills
        where broker = f.broker and account = f.account and symbol = f.symbol
          and trade_id = f.trade_id
        offset 0
      ) b
      where b.order_id <> f.order_id
      """;

  static final String LAST_WRITTEN =
      """
      select o.order_id, o.partition, j.event
      from unnest($1::text[], $2::int[]) as h(order_id, seq)
      join orders o on o.order_id = any($1) and o.order_id = h.order_id
      join order_journal j on j.order_id = any($1) and j.order_id = h.order_id and j.seq = h.seq
      """;

  /** What waits for one order: it after its events, and all of them. */
  private record Append(Order after, List<OrderEvent> events) {
    int before() {
      return events.getFirst().seq() - 1;
    }
  }

  private final Pool pool;
  private final Vertx vertx;
  private final Journalled listener;
  private final WriterEpochs epochs;
  private final Map<OrderId, Append> waiting = new LinkedHashMap<>();
  private boolean writing;

  public JournalWriter(Pool pool, Vertx vertx, WriterEpochs epochs, Journalled listener) {
    this.pool = pool;
    this.vertx = vertx;
    this.epochs = epochs;
    this.listener = listener;
  }

  /**
   * Appends events that follow what is journalled or waiting already.
   *
   * @param after the order after them
   */
  public void append(Order after, List<OrderEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    Append earlier = waiting.get(after.id());
    List<OrderEvent> all = earlier == null ? new ArrayList<>() : earlier.events();
    all.addAll(events);
    waiting.put(after.id(), new Append(after, all));
    write();
  }

  /** Whether everything appended is committed. */
  public boolean idle() {
    return !writing && waiting.isEmpty();
  }

  public int backlog() {
    return waiting.size();
  }

  private void write() {
    if (writing || waiting.isEmpty()) {
      return;
    }
    writing = true;
    commit(take(), false, FIRST_RETRY_MILLIS)
        .onComplete(
            done -> {
              writing = false;
              if (done.failed()) {
                LOG.errorf(done.cause(), "journal refused an append");
              }
              write();
            });
  }

  private Map<OrderId, Append> take() {
    Map<OrderId, Append> batch = new LinkedHashMap<>();
    Iterator<Map.Entry<OrderId, Append>> next = waiting.entrySet().iterator();
    while (batch.size() < MOST_ORDERS && next.hasNext()) {
      Map.Entry<OrderId, Append> append = next.next();
      batch.put(append.getKey(), append.getValue());
      next.remove();
    }
    return batch;
  }

  private Future<Void> commit(Map<OrderId, Append> batch, boolean uncertain, long retryMillis) {
    return pool.preparedQuery(APPEND)
        .execute(parameters(batch))
        .timeout(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .compose(rows -> settle(batch, rows, uncertain))
        .recover(
            failure -> {
              if (!DatabaseFailure.passing(failure)) {
                listener.overtaken(batch.keySet());
                return Future.failedFuture(failure);
              }
              LOG.warnf("append: database away, trying again: %s", failure.getMessage());
              return vertx
                  .timer(retryMillis)
                  .compose(
                      fired ->
                          commit(batch, true, Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS)));
            });
  }

  private Future<Void> settle(Map<OrderId, Append> batch, RowSet<Row> rows, boolean uncertain) {
    Set<OrderId> missing = new HashSet<>(batch.keySet());
    List<Journalled.Commit> written = new ArrayList<>();
    long trades = 0;
    for (Row row : rows) {
      OrderId id = new OrderId(row.getString("order_id"));
      missing.remove(id);
      written.add(commit(row, batch, id));
      trades = row.getLong("trades");
    }
    if (missing.isEmpty() || !uncertain) {
      report(written, missing, trades);
      return Future.succeededFuture();
    }
    return pool.preparedQuery(LAST_WRITTEN)
        .execute(lastOf(batch, missing))
        .map(
            last -> {
              for (Row row : last) {
                OrderId id = new OrderId(row.getString("order_id"));
                Append append = java.util.Objects.requireNonNull(batch.get(id));
                String ours = io.interlock.contracts.json.Json.text(append.events().getLast());
                if (ours.equals(row.getString("event"))) {
                  missing.remove(id);
                  written.add(commit(row, batch, id));
                }
              }
              report(written, missing, 0);
              return null;
            });
  }

  /**
   * @param trades that are the written orders' from now on
   */
  private void report(List<Journalled.Commit> written, Set<OrderId> overtaken, long trades) {
    if (!written.isEmpty()) {
      listener.committed(written);
      List<OrderEvent> told =
          FillColumns.traded(written.stream().flatMap(commit -> commit.events().stream()).toList());
      if (told.size() > trades) {
        findHolders(told);
      }
    }
    if (!overtaken.isEmpty()) {
      overtaken.forEach(waiting::remove);
      listener.overtaken(overtaken);
    }
  }

  /** Trades that were booked before: by the same order is nothing, by another one a fault. */
  private void findHolders(List<OrderEvent> told) {
    pool.preparedQuery(BOOKED_ELSEWHERE)
        .execute(FillColumns.addTo(Tuple.tuple(), told))
        .onSuccess(
            rows -> {
              for (Row row : rows) {
                listener.bookedElsewhere(
                    new OrderId(row.getString("order_id")),
                    row.getString("trade_id"),
                    new OrderId(row.getString("holder")));
              }
            })
        .onFailure(
            failure -> {
              LOG.warnf("holders of trades not found, trying again: %s", failure.getMessage());
              vertx.setTimer(LONGEST_RETRY_MILLIS, fired -> findHolders(told));
            });
  }

  private static Journalled.Commit commit(Row row, Map<OrderId, Append> batch, OrderId id) {
    Append append = java.util.Objects.requireNonNull(batch.get(id));
    return new Journalled.Commit(row.getInteger("partition"), append.events());
  }

  private static Tuple lastOf(Map<OrderId, Append> batch, Set<OrderId> ids) {
    List<Append> appends =
        batch.values().stream().filter(a -> ids.contains(a.after().id())).toList();
    return Tuple.tuple()
        .addArrayOfString(appends.stream().map(a -> a.after().id().value()).toArray(String[]::new))
        .addArrayOfInteger(
            appends.stream().map(a -> a.events().getLast().seq()).toArray(Integer[]::new));
  }

  private Tuple parameters(Map<OrderId, Append> batch) {
    Map<String, Long> guards = new LinkedHashMap<>();
    Columns heads = new Columns(batch.size());
    List<OrderEvent> events = new ArrayList<>();
    for (Append append : batch.values()) {
      Order order = append.after();
      Execution execution = order.execution();
      if (order.account() != null) {
        guards.put(order.account(), epochs.epochOf(order.account()));
      }
      heads
          .text(order.id().value())
          .text(order.account())
          .number(append.before())
          .number(append.events().getLast().seq())
          .text(order.state().name())
          .flag(order.done())
          .text(execution.brokerOrderId())
          .text(execution.positionTicket())
          .time(order.updatedAt().atOffset(ZoneOffset.UTC))
          .endRow();
      events.addAll(append.events());
    }
    Tuple tuple =
        Tuple.tuple()
            .addArrayOfString(guards.keySet().toArray(String[]::new))
            .addArrayOfLong(guards.values().toArray(Long[]::new));
    heads.addTo(tuple);
    EventColumns.addTo(tuple, events);
    return FillColumns.addTo(tuple, events);
  }
}
