package io.interlock.router.journal;

import io.interlock.contracts.order.OrderId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
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
    GateStatement statement = GateStatement.of(entries, epochs, killEpoch, gateId);
    return attempt(
        new Attempt(entries, epochs.keySet(), gateId, statement), false, FIRST_RETRY_MILLIS);
  }

  private record Attempt(
      List<GateEntry> entries, Set<String> accounts, String gateId, GateStatement statement) {}

  private Future<GateOutcome> attempt(Attempt attempt, boolean uncertain, long retryMillis) {
    return pool.preparedQuery(attempt.statement().sql())
        .execute(attempt.statement().parameters())
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
    Set<String> lost = new HashSet<>(attempt.accounts());
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
}
