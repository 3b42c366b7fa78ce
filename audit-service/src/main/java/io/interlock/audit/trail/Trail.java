package io.interlock.audit.trail;

import static java.util.stream.Collectors.groupingBy;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The audit trail: stores events, each once, and tells what happened.
 *
 * <p>Events may arrive again and in any order. What an order amounts to is made anew from all its
 * events in the transaction that adds one, so neither can make it wrong. One instance writes at a
 * time: the partitions of {@code order.events} are keyed by order, and a lock per order keeps two
 * instances apart during a rebalance.
 */
@Singleton
public class Trail {
  private static final Cursor NEWEST = new Cursor(Instant.parse("9999-12-31T00:00:00Z"), "");

  private final Mutiny.SessionFactory sessions;
  private final Clock clock;

  Trail(Mutiny.SessionFactory sessions, Clock clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /**
   * What to look for in the history; absent parts match everything.
   *
   * @param from received at or after
   * @param after the last execution of the page before; null: the first page
   */
  public record HistoryQuery(
      @Nullable String account,
      @Nullable String strategy,
      @Nullable String symbol,
      @Nullable String status,
      @Nullable Instant from,
      @Nullable Cursor after,
      int limit) {}

  /** A place in the history: an execution by the order of the pages. */
  public record Cursor(Instant receivedAt, String orderId) {}

  /** An event and the text it was published as. */
  public record Published(OrderEvent event, String body) {}

  /** Stores what is new among the events, in one commit. Failing stores none. */
  public Uni<Void> store(Collection<Published> events) {
    Map<String, Published> distinct = new TreeMap<>();
    events.forEach(each -> distinct.put(key(each.event()), each));
    List<Published> arrived = List.copyOf(distinct.values());
    return sessions.withStatelessTransaction(
        session ->
            lock(session, arrived)
                .chain(() -> add(session, arrived))
                .chain(
                    fresh ->
                        fresh.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : earlier(session, fresh)
                                .chain(earlier -> sumUp(session, fresh, earlier))));
  }

  private static Uni<Void> lock(Mutiny.StatelessSession session, List<Published> arrived) {
    return session
        .createNativeQuery(
            "select count(pg_advisory_xact_lock(hashtextextended(o, 0)))"
                + " from (select distinct o from unnest(cast(:orders as text[])) o order by o)"
                + " ordered",
            Long.class)
        .setParameter("orders", texts(arrived, each -> each.event().orderId().value()))
        .getSingleResult()
        .replaceWithVoid();
  }

  /**
   * @return the events that were not there
   */
  private Uni<List<OrderEvent>> add(Mutiny.StatelessSession session, List<Published> arrived) {
    Map<String, OrderEvent> byKey = new HashMap<>();
    arrived.forEach(each -> byKey.put(key(each.event()), each.event()));
    return session
        .createNativeQuery(
            """
            insert into order_event (order_id, seq, kind, at, body, stored_at)
            select e.order_id, e.seq, e.kind, e.at, e.body, :now
            from unnest(cast(:orders as text[]), cast(:seqs as int[]), cast(:kinds as text[]),
                cast(cast(:ats as text[]) as timestamptz[]), cast(:bodies as text[]))
              as e(order_id, seq, kind, at, body)
            on conflict (order_id, seq) do nothing
            returning order_id || '-' || seq
            """,
            String.class)
        .setParameter("now", clock.instant())
        .setParameter("orders", texts(arrived, each -> each.event().orderId().value()))
        .setParameter("seqs", seqs(arrived.stream().map(Published::event)))
        .setParameter("kinds", texts(arrived, each -> each.event().kind().name()))
        .setParameter("ats", texts(arrived, each -> each.event().at().toString()))
        .setParameter("bodies", texts(arrived, Published::body))
        .getResultList()
        .map(keys -> keys.stream().map(byKey::get).toList());
  }

  private static String key(OrderEvent event) {
    return event.orderId().value() + "-" + event.seq();
  }

  /** What is stored of the orders beside their fresh events. */
  private static Uni<List<OrderEvent>> earlier(
      Mutiny.StatelessSession session, List<OrderEvent> fresh) {
    return session
        .createNativeQuery(
            """
            select body from order_event e where order_id = any(cast(:orders as text[]))
              and not exists (
                select 1 from unnest(cast(:orders as text[]), cast(:seqs as int[])) as f(order_id, seq)
                where f.order_id = e.order_id and f.seq = e.seq)
            """,
            String.class)
        .setParameter("orders", texts(fresh, event -> event.orderId().value()))
        .setParameter("seqs", seqs(fresh.stream()))
        .getResultList()
        .map(bodies -> bodies.stream().map(Trail::event).toList());
  }

  /** Makes the executions of fresh events anew from all events of theirs. */
  private static Uni<Void> sumUp(
      Mutiny.StatelessSession session, List<OrderEvent> fresh, List<OrderEvent> earlier) {
    List<ExecutionConfirmation> sums =
        Stream.concat(fresh.stream(), earlier.stream())
            .collect(groupingBy(OrderEvent::orderId))
            .values()
            .stream()
            .map(ExecutionConfirmation::of)
            .toList();
    return session
        .createNativeQuery(
            """
            insert into execution
              (order_id, status, account, strategy, symbol, received_at, confirmation)
            select * from unnest(cast(:orders as text[]), cast(:statuses as text[]),
              cast(:accounts as text[]), cast(:strategies as text[]), cast(:symbols as text[]),
              cast(cast(:received as text[]) as timestamptz[]), cast(:confirmations as text[]))
            on conflict (order_id) do update set status = excluded.status,
              account = excluded.account, strategy = excluded.strategy, symbol = excluded.symbol,
              received_at = excluded.received_at, confirmation = excluded.confirmation
            """)
        .setParameter("orders", texts(sums, sum -> sum.executionId().value()))
        .setParameter("statuses", texts(sums, sum -> sum.status().name()))
        .setParameter("accounts", texts(sums, ExecutionConfirmation::account))
        .setParameter("strategies", texts(sums, ExecutionConfirmation::strategy))
        .setParameter("symbols", texts(sums, ExecutionConfirmation::symbol))
        .setParameter("received", texts(sums, sum -> sum.receivedAt().toString()))
        .setParameter("confirmations", texts(sums, Json::text))
        .executeUpdate()
        .replaceWithVoid();
  }

  private static <T> @Nullable String[] texts(List<T> rows, Function<T, @Nullable String> column) {
    return rows.stream().map(column).toArray(String[]::new);
  }

  private static Integer[] seqs(Stream<OrderEvent> events) {
    return events.map(OrderEvent::seq).toArray(Integer[]::new);
  }

  /** Keeps records nobody could use; ones kept before are left as they are. */
  public Uni<Void> keep(Collection<DeadLetter> letters) {
    return sessions.withStatelessTransaction(
        session -> {
          Uni<Void> all = Uni.createFrom().voidItem();
          for (DeadLetter letter : letters) {
            all = all.chain(() -> session.upsert(new DeadLetterEntity(letter)));
          }
          return all;
        });
  }

  /** All events of an order by sequence; empty if there is none. */
  public Uni<List<OrderEvent>> events(String orderId) {
    return sessions.withStatelessSession(
        session ->
            session
                .createSelectionQuery(
                    "select body from OrderEventEntity where orderId = :order order by seq",
                    String.class)
                .setParameter("order", orderId)
                .getResultList()
                .map(bodies -> bodies.stream().map(Trail::event).toList()));
  }

  /** Executions, newest first. */
  public Uni<List<ExecutionConfirmation>> history(HistoryQuery query) {
    Cursor after = Optional.ofNullable(query.after()).orElse(NEWEST);
    return sessions
        .withStatelessSession(
            session ->
                session
                    .createSelectionQuery(
                        "from ExecutionEntity where (:account is null or account = :account)"
                            + " and (:strategy is null or strategy = :strategy)"
                            + " and (:symbol is null or symbol = :symbol)"
                            + " and (:status is null or status = :status)"
                            + " and receivedAt >= :from and (receivedAt < :after"
                            + " or (receivedAt = :after and orderId > :afterOrder))"
                            + " order by receivedAt desc, orderId",
                        ExecutionEntity.class)
                    .setParameter("account", query.account())
                    .setParameter("strategy", query.strategy())
                    .setParameter("symbol", query.symbol())
                    .setParameter("status", query.status())
                    .setParameter("from", Optional.ofNullable(query.from()).orElse(Instant.EPOCH))
                    .setParameter("after", after.receivedAt())
                    .setParameter("afterOrder", after.orderId())
                    .setMaxResults(query.limit())
                    .getResultList())
        .map(rows -> rows.stream().map(Trail::confirmation).toList());
  }

  /** Dead letters, newest first. */
  public Uni<List<DeadLetter>> deadLetters(int limit) {
    return sessions
        .withStatelessSession(
            session ->
                session
                    .createSelectionQuery(
                        "from DeadLetterEntity order by at desc", DeadLetterEntity.class)
                    .setMaxResults(limit)
                    .getResultList())
        .map(rows -> rows.stream().map(DeadLetterEntity::letter).toList());
  }

  private static OrderEvent event(String body) {
    return read(body, OrderEvent.class);
  }

  private static ExecutionConfirmation confirmation(ExecutionEntity row) {
    return read(row.confirmation, ExecutionConfirmation.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return Json.readTolerant(json.getBytes(java.nio.charset.StandardCharsets.UTF_8), type);
    } catch (InvalidMessage e) {
      throw new IllegalStateException("the trail holds a row that can't be read", e);
    }
  }
}
