package io.interlock.router.journal;

import io.interlock.contracts.json.Json;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The gate: one statement, one commit, before anything leaves for a venue.
 *
 * <p>It writes claims and events of many orders together, under the writer epochs and the kill
 * epoch they were decided under, or nothing. A commit whose outcome is unknown is put to the
 * database again: the claim remembers which attempt made it. Called on the trading thread, and
 * answers there.
 */
public final class JournalGate {
  private static final Logger LOG = Logger.getLogger(JournalGate.class);
  private static final long FIRST_RETRY_MILLIS = 50;
  private static final long LONGEST_RETRY_MILLIS = 1_000;
  private static final long ANSWER_WITHIN_MILLIS = 5_000;

  static final String GATE =
      """
      with writer as materialized (
        select account, epoch from account_writer where account = any($1) order by account for share
      ), kill as materialized (
        select epoch, cancels from kill_switch for share
      ), fresh as materialized (
        select (select cancels from kill) = (select cancels from kill_switch) as fresh
      ), held as materialized (
        select e.account from unnest($1::text[], $2::bigint[]) as e(account, epoch)
        join writer w on w.account = e.account and w.epoch = e.epoch
      ), pass as materialized (
        select (select count(*) from held) = cardinality($1::text[])
          and ($3::bigint < 0 or (select epoch from kill) <= $3::bigint)
          and (select fresh from fresh) as ok
      ), entry as (
        select * from unnest($4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[],
          $10::text[], $11::text[], $12::int[], $13::text[], $14::text[], $15::text[], $16::text[],
          $17::text[], $18::text[], $19::int[], $20::boolean[], $21::text[], $22::text[],
          $23::timestamptz[])
        as c(order_id, source, signal_id, leg, payload_hash, client_order_id, origin, gate_id,
          partition, command, strategy, account, broker, symbol, state, seq, done, position_ticket,
          exposure, at)
      ), cancelled as materialized (
        select c.order_id from entry c
        where c.command = 'OPEN' and c.state = 'SUBMITTING' and (
          select true from cancel_tombstone t
          where t.source = c.source and t.signal_id = c.signal_id)
      ), revision as materialized (
        select * from unnest($27::text[], $28::text[], $29::int[]) as r(order_id, target, revision)
      ), revised as (
        insert into modify_revision as m (target, revision)
        select r.target, r.revision from revision r, pass where pass.ok
        on conflict (target) do update set revision = excluded.revision
          where m.revision < excluded.revision
        returning m.target
      ), stale as materialized (
        select r.order_id, coalesce(
          (select m.revision from modify_revision m where m.target = r.target), r.revision)
          as newest
        from revision r
        where r.target not in (select target from revised)
      ), claimed as (
        insert into orders (order_id, source, signal_id, leg, payload_hash, client_order_id, origin,
          gate_id, partition, command, strategy, account, broker, symbol, state, seq, done,
          position_ticket, exposure, received_at, updated_at)
        select c.order_id, c.source, c.signal_id, c.leg, c.payload_hash, c.client_order_id,
          c.origin, c.gate_id, c.partition, c.command, c.strategy, c.account, c.broker, c.symbol,
          c.state, c.seq, c.done, c.position_ticket, c.exposure::numeric, c.at, c.at
        from entry c, pass
        where pass.ok and c.order_id not in (select order_id from cancelled)
          and c.order_id not in (select order_id from stale)
        on conflict do nothing
        returning order_id, partition, seq
      ), written as (
        insert into order_journal (order_id, seq, event)
        select e.order_id, e.seq, e.event
        from unnest($24::text[], $25::int[], $26::text[]) as e(order_id, seq, event)
        where e.order_id in (select order_id from claimed)
      ), pending as (
        insert into relay_pending (partition, order_id, first_seq, last_seq)
        select partition, order_id, 1, seq from claimed
      )
      select (select ok from pass) as ok, (select fresh from fresh) as fresh,
        (select epoch from kill) as kill_epoch,
        (select array_agg(account) from held) as held,
        (select array_agg(order_id) from claimed) as claimed,
        (select array_agg(order_id) from cancelled) as cancelled,
        (select array_agg(order_id order by order_id) from stale) as stale,
        (select array_agg(newest order by order_id) from stale) as newest
      """;

  static final String CLAIMS =
      """
      select order_id, payload_hash, origin, gate_id, partition, account, seq
      from orders where order_id = any($1)
      """;

  private final Pool pool;
  private final Vertx vertx;

  public JournalGate(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.vertx = vertx;
  }

  /**
   * Takes entries through the gate, all under one commit. Fails only when the database refuses the
   * statement itself; while it is away this waits for it.
   *
   * @param entries with distinct order ids, and at most one MODIFY of an order or position
   * @param epochs writer epoch of each account they were decided under
   * @param killEpoch kill epoch they were decided under; negative: none of them opens anything
   */
  public Future<GateOutcome> pass(
      List<GateEntry> entries, Map<String, Long> epochs, long killEpoch) {
    String gateId = UUID.randomUUID().toString();
    return attempt(new Attempt(entries, epochs, killEpoch, gateId), false, FIRST_RETRY_MILLIS);
  }

  private record Attempt(
      List<GateEntry> entries, Map<String, Long> epochs, long killEpoch, String gateId) {}

  private Future<GateOutcome> attempt(Attempt attempt, boolean uncertain, long retryMillis) {
    return pool.preparedQuery(GATE)
        .execute(parameters(attempt))
        .timeout(ANSWER_WITHIN_MILLIS, TimeUnit.MILLISECONDS)
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              return row.getBoolean("fresh")
                  ? outcome(attempt, row, uncertain)
                  : attempt(attempt, uncertain, retryMillis); // a CANCEL came that it did not see
            })
        .recover(
            failure -> {
              if (!DatabaseFailure.passing(failure)) {
                return Future.failedFuture(failure);
              }
              LOG.warnf("gate: database away, trying again: %s", failure.getMessage());
              return vertx
                  .timer(retryMillis)
                  .compose(
                      fired ->
                          attempt(attempt, true, Math.min(retryMillis * 2, LONGEST_RETRY_MILLIS)));
            });
  }

  private Future<GateOutcome> outcome(Attempt attempt, Row row, boolean uncertain) {
    Set<OrderId> claimed = ids(row.getArrayOfStrings("claimed"));
    Set<OrderId> cancelled = ids(row.getArrayOfStrings("cancelled"));
    Map<OrderId, Integer> stale =
        newest(row.getArrayOfStrings("stale"), row.getArrayOfIntegers("newest"));
    boolean ok = row.getBoolean("ok");
    if (!ok && !uncertain) {
      return Future.succeededFuture(overtaken(attempt, row, Set.of()));
    }
    List<OrderId> open =
        attempt.entries().stream()
            .map(entry -> entry.order().id())
            .filter(id -> !claimed.contains(id))
            .filter(id -> uncertain || !(cancelled.contains(id) || stale.containsKey(id)))
            .toList();
    if (open.isEmpty()) {
      return Future.succeededFuture(new GateOutcome.Committed(claimed, Map.of(), cancelled, stale));
    }
    return claims(open)
        .map(
            known -> {
              Set<OrderId> ours = new HashSet<>(claimed);
              Map<OrderId, Claim> others = new HashMap<>();
              known.forEach(
                  (id, claim) -> {
                    if (claim.gateId().equals(attempt.gateId())) {
                      ours.add(id);
                    } else {
                      others.put(id, claim);
                    }
                  });
              cancelled.removeAll(known.keySet());
              stale.keySet().removeAll(known.keySet());
              return ok
                  ? new GateOutcome.Committed(ours, others, cancelled, stale)
                  : overtaken(attempt, row, ours);
            });
  }

  private static GateOutcome overtaken(Attempt attempt, Row row, Set<OrderId> claimed) {
    Set<String> lost = new HashSet<>(attempt.epochs().keySet());
    String[] held = row.getArrayOfStrings("held");
    if (held != null) {
      Arrays.asList(held).forEach(lost::remove);
    }
    return new GateOutcome.Overtaken(claimed, lost, row.getLong("kill_epoch"));
  }

  /** Claims that exist, by order id. */
  public Future<Map<OrderId, Claim>> claims(List<OrderId> ids) {
    String[] values = ids.stream().map(OrderId::value).toArray(String[]::new);
    return pool.preparedQuery(CLAIMS)
        .execute(Tuple.tuple().addArrayOfString(values))
        .map(JournalGate::claims);
  }

  private static Map<OrderId, Claim> claims(RowSet<Row> rows) {
    Map<OrderId, Claim> claims = new HashMap<>();
    for (Row row : rows) {
      OrderId id = new OrderId(row.getString("order_id"));
      claims.put(
          id,
          new Claim(
              id,
              row.getString("payload_hash"),
              row.getString("origin"),
              row.getString("gate_id"),
              row.getInteger("partition"),
              row.getString("account"),
              row.getInteger("seq")));
    }
    return claims;
  }

  private static Set<OrderId> ids(String @Nullable [] values) {
    return values == null
        ? new HashSet<>()
        : Arrays.stream(values).map(OrderId::new).collect(Collectors.toCollection(HashSet::new));
  }

  private static Map<OrderId, Integer> newest(
      String @Nullable [] stale, Integer @Nullable [] newest) {
    Map<OrderId, Integer> found = new HashMap<>();
    for (int i = 0; stale != null && newest != null && i < stale.length; i++) {
      found.put(new OrderId(stale[i]), newest[i]);
    }
    return found;
  }

  private static Tuple parameters(Attempt attempt) {
    Columns c = new Columns(attempt.entries().size());
    String[] accounts = attempt.epochs().keySet().toArray(String[]::new);
    Long[] epochs = attempt.epochs().values().toArray(Long[]::new);
    for (GateEntry entry : attempt.entries()) {
      Order order = entry.order();
      c.text(order.identity().orderId().value())
          .text(order.identity().source())
          .text(order.identity().signalId())
          .number(order.identity().leg())
          .text(order.identity().payloadHash())
          .text(order.identity().clientOrderId().value())
          .text(entry.origin())
          .text(attempt.gateId())
          .number(entry.partition())
          .text(order.terms().command().name())
          .text(order.terms().strategy())
          .text(order.account())
          .text(order.broker())
          .text(order.terms().symbol())
          .text(order.state().name())
          .number(order.seq())
          .flag(order.done())
          .text(order.execution().positionTicket())
          .text(entry.exposure().toPlainString())
          .time(order.receivedAt().atOffset(ZoneOffset.UTC))
          .endRow();
    }
    List<OrderEvent> events =
        attempt.entries().stream().flatMap(entry -> entry.events().stream()).toList();
    Tuple tuple =
        Tuple.tuple()
            .addArrayOfString(accounts)
            .addArrayOfLong(epochs)
            .addLong(attempt.killEpoch());
    c.addTo(tuple);
    return ModifyRevisions.addTo(EventColumns.addTo(tuple, events), attempt.entries());
  }

  /** The three event columns every writing statement has. */
  static final class EventColumns {
    private EventColumns() {}

    static Tuple addTo(Tuple tuple, List<OrderEvent> events) {
      return tuple
          .addArrayOfString(
              events.stream().map(event -> event.orderId().value()).toArray(String[]::new))
          .addArrayOfInteger(events.stream().map(OrderEvent::seq).toArray(Integer[]::new))
          .addArrayOfString(events.stream().map(Json::text).toArray(String[]::new));
    }
  }
}
