package io.interlock.router.journal;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.router.order.Order;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * What the gate puts to the database: the same for one order as for many. An order that comes alone
 * is said without arrays, since making tables of one row out of them takes PostgreSQL longer than
 * all it looks up.
 *
 * <p>Answers one row: {@code ok} if it was let through, {@code fresh} unless a CANCEL came that it
 * did not see, {@code kill_epoch}, the accounts {@code held}, the orders {@code claimed}, {@code
 * cancelled} and {@code stale} with the {@code newest} revision of each.
 */
record GateStatement(String sql, Tuple parameters) {
  private static final String GATE =
      """
      with %1$s,
      kill as materialized (
        select epoch, cancels from kill_switch for share
      ), fresh as materialized (
        select (select cancels from kill) = (select cancels from kill_switch) as fresh
      ), pass as materialized (
        select %2$s
          and ($3::bigint < 0 or (select epoch from kill) <= $3::bigint)
          and (select fresh from fresh) as ok
      ), entry as %3$s, cancelled as materialized (
        select c.order_id from entry c
        where c.command = 'OPEN' and c.state = 'SUBMITTING' and (
          select true from cancel_tombstone t
          where t.source = c.source and t.signal_id = c.signal_id)
      ), %4$s claimed as (
        insert into orders (order_id, source, signal_id, leg, payload_hash, client_order_id, origin,
          gate_id, partition, command, strategy, account, broker, symbol, state, seq, done,
          position_ticket, exposure, received_at, updated_at)
        select c.order_id, c.source, c.signal_id, c.leg, c.payload_hash, c.client_order_id,
          c.origin, c.gate_id, c.partition, c.command, c.strategy, c.account, c.broker, c.symbol,
          c.state, c.seq, c.done, c.position_ticket, c.exposure::numeric, c.at, c.at
        from entry c, pass
        where pass.ok and c.order_id not in (select order_id from cancelled) %5$s
        on conflict do nothing
        returning order_id, partition, seq
      ), written as (
        insert into order_journal (order_id, seq, event)
        select e.order_id, e.seq, e.event
        from unnest($24::text[], $25::int[], $26::text[]) as e(order_id, seq, event)
        where e.order_id in (select order_id from claimed)
      ), pending as (
        insert into relay_pending (commit_key, partition, order_id, first_seq, last_seq)
        select order_id || ':' || lpad(seq::text, 9, '0'), partition, order_id, 1, seq from claimed
      )
      select (select ok from pass) as ok, (select fresh from fresh) as fresh,
        (select epoch from kill) as kill_epoch,
        (select array_agg(account) from held) as held,
        (select array_agg(order_id) from claimed) as claimed,
        (select array_agg(order_id) from cancelled) as cancelled,
        %6$s
      """;

  static final String MANY =
      GATE.formatted(
          """
          writer as materialized (
            select account, epoch from account_writer where account = any($1)
            order by account for share
          ), held as materialized (
            select e.account from unnest($1::text[], $2::bigint[]) as e(account, epoch)
            join writer w on w.account = e.account and w.epoch = e.epoch
          )""",
          "(select count(*) from held) = cardinality($1::text[])",
          """
          (
            select * from unnest($4::text[], $5::text[], $6::text[], $7::int[], $8::text[],
              $9::text[], $10::text[], $11::text[], $12::int[], $13::text[], $14::text[],
              $15::text[], $16::text[], $17::text[], $18::text[], $19::int[], $20::boolean[],
              $21::text[], $22::text[], $23::timestamptz[])
            as c(order_id, source, signal_id, leg, payload_hash, client_order_id, origin, gate_id,
              partition, command, strategy, account, broker, symbol, state, seq, done,
              position_ticket, exposure, at)
          )""",
          """
          revision as materialized (
            select * from unnest($27::text[], $28::text[], $29::int[])
            as r(order_id, target, revision)
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
          ),""",
          "and c.order_id not in (select order_id from stale)",
          """
          (select array_agg(order_id order by order_id) from stale) as stale,
          (select array_agg(newest order by order_id) from stale) as newest""");

  /** Not for a MODIFY, which asks for a revision. */
  static final String ONE =
      GATE.formatted(
          """
          held as materialized (
            select account from account_writer where account = $1 and epoch = $2 for share
          )""",
          "($1::text is null or exists (select from held))",
          """
          not materialized (
            select $4::text as order_id, $5::text as source, $6::text as signal_id, $7::int as leg,
              $8::text as payload_hash, $9::text as client_order_id, $10::text as origin,
              $11::text as gate_id, $12::int as partition, $13::text as command,
              $14::text as strategy, $15::text as account, $16::text as broker,
              $17::text as symbol, $18::text as state, $19::int as seq, $20::boolean as done,
              $21::text as position_ticket, $22::text as exposure, $23::timestamptz as at
          )""",
          "",
          "",
          "null::text[] as stale, null::int[] as newest");

  /**
   * @param epochs writer epoch of each account the entries were decided under
   */
  static GateStatement of(
      List<GateEntry> entries, Map<String, Long> epochs, long killEpoch, String gateId) {
    Columns columns = columns(entries, gateId);
    List<OrderEvent> events = entries.stream().flatMap(entry -> entry.events().stream()).toList();
    if (entries.size() == 1
        && entries.getFirst().order().terms().command() != Command.MODIFY
        && epochs.size() <= 1) {
      Map.Entry<String, Long> writer = epochs.entrySet().stream().findFirst().orElse(null);
      Tuple tuple =
          Tuple.tuple()
              .addString(writer == null ? null : writer.getKey())
              .addLong(writer == null ? null : writer.getValue())
              .addLong(killEpoch);
      return new GateStatement(ONE, EventColumns.addTo(columns.addRowTo(tuple), events));
    }
    Tuple tuple =
        Tuple.tuple()
            .addArrayOfString(epochs.keySet().toArray(String[]::new))
            .addArrayOfLong(epochs.values().toArray(Long[]::new))
            .addLong(killEpoch);
    EventColumns.addTo(columns.addTo(tuple), events);
    return new GateStatement(MANY, ModifyRevisions.addTo(tuple, entries));
  }

  private static Columns columns(List<GateEntry> entries, String gateId) {
    Columns columns = new Columns(entries.size());
    for (GateEntry entry : entries) {
      Order order = entry.order();
      columns
          .text(order.identity().orderId().value())
          .text(order.identity().source())
          .text(order.identity().signalId())
          .number(order.identity().leg())
          .text(order.identity().payloadHash())
          .text(order.identity().clientOrderId().value())
          .text(entry.origin())
          .text(gateId)
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
    return columns;
  }
}
