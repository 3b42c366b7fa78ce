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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

  /** Stores what is new among the events, in one commit. Failing stores none. */
  public Uni<Void> store(Collection<OrderEvent> events) {
    Map<String, OrderEvent> distinct = new TreeMap<>();
    events.forEach(event -> distinct.put(event.eventId(), event));
    List<String> orderIds =
        distinct.values().stream().map(event -> event.orderId().value()).distinct().toList();
    return sessions.withStatelessTransaction(
        session ->
            lock(session, orderIds)
                .chain(() -> known(session, orderIds))
                .chain(stored -> add(session, stored, distinct.values())));
  }

  private Uni<Void> lock(Mutiny.StatelessSession session, List<String> orderIds) {
    return session
        .createNativeQuery(
            "select count(pg_advisory_xact_lock(hashtextextended(o, 0)))"
                + " from (select o from unnest(cast(:orders as text[])) o order by o) ordered",
            Long.class)
        .setParameter("orders", orderIds.toArray(String[]::new))
        .getSingleResult()
        .replaceWithVoid();
  }

  private Uni<List<OrderEvent>> known(Mutiny.StatelessSession session, List<String> orderIds) {
    return session
        .createSelectionQuery(
            "from OrderEventEntity where orderId in :orders order by orderId, seq",
            OrderEventEntity.class)
        .setParameter("orders", orderIds)
        .getResultList()
        .map(rows -> rows.stream().map(Trail::event).toList());
  }

  private Uni<Void> add(
      Mutiny.StatelessSession session, List<OrderEvent> stored, Collection<OrderEvent> arrived) {
    Map<String, OrderEvent> all = new TreeMap<>();
    stored.forEach(event -> all.put(event.eventId(), event));
    Instant now = clock.instant();
    List<OrderEventEntity> fresh = new ArrayList<>();
    for (OrderEvent event : arrived) {
      if (all.putIfAbsent(event.eventId(), event) == null) {
        fresh.add(new OrderEventEntity(event, now));
      }
    }
    if (fresh.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    List<ExecutionEntity> executions =
        all.values().stream().collect(groupingBy(OrderEvent::orderId)).values().stream()
            .map(story -> new ExecutionEntity(ExecutionConfirmation.of(story)))
            .toList();
    return session
        .insertAll(fresh.size(), fresh.toArray())
        .chain(() -> upsertAll(session, executions));
  }

  private static Uni<Void> upsertAll(
      Mutiny.StatelessSession session, List<ExecutionEntity> executions) {
    Uni<Void> all = Uni.createFrom().voidItem();
    for (ExecutionEntity execution : executions) {
      all = all.chain(() -> session.upsert(execution));
    }
    return all;
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
    return sessions.withStatelessSession(session -> known(session, List.of(orderId)));
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

  private static OrderEvent event(OrderEventEntity row) {
    return read(row.body, OrderEvent.class);
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
