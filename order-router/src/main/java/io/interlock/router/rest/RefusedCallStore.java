package io.interlock.router.rest;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps refused calls in the router's database, once a second. Nobody can fill it: equal calls are
 * one row, and beyond a number of them a second the rest is one row too. Any thread may call.
 */
@Singleton
public class RefusedCallStore {
  private static final Logger LOG = Logger.getLogger(RefusedCallStore.class);
  private static final long PERIOD_MILLIS = 1_000;
  private static final int MOST_ROWS = 20;
  private static final String SEVERAL = "several";

  private static final String INSERT =
      """
      insert into refused_call (at, why, actor, roles, call, reason, times)
      values ($1, $2, $3, $4, $5, $6, $7)
      """;
  private static final String LATEST =
      "select at, why, actor, roles, call, reason, times from refused_call order by at desc limit $1";

  private final Pool pool;
  private final Vertx vertx;
  private Map<String, RefusedCall> waiting = new LinkedHashMap<>();
  private long timer = -1;
  private boolean storing;

  RefusedCallStore(Pool pool, Vertx vertx) {
    this.pool = pool;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(PERIOD_MILLIS, id -> store());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
    store();
  }

  synchronized void add(RefusedCall call) {
    RefusedCall counted =
        waiting.size() < MOST_ROWS || waiting.containsKey(call.key())
            ? call
            : new RefusedCall(call.at(), call.why(), SEVERAL, SEVERAL, SEVERAL, SEVERAL, 1);
    waiting.merge(counted.key(), counted, RefusedCall::and);
  }

  /** The latest refusals, newest first. */
  Future<List<RefusedCall>> latest(int most) {
    return pool.preparedQuery(LATEST)
        .execute(Tuple.of(most))
        .map(
            rows -> {
              List<RefusedCall> calls = new ArrayList<>(rows.size());
              for (Row row : rows) {
                calls.add(
                    new RefusedCall(
                        row.getOffsetDateTime("at").toInstant(),
                        row.getString("why"),
                        row.getString("actor"),
                        row.getString("roles"),
                        row.getString("call"),
                        row.getString("reason"),
                        row.getInteger("times")));
              }
              return calls;
            });
  }

  private synchronized void store() {
    if (storing || waiting.isEmpty()) {
      return;
    }
    List<RefusedCall> calls = List.copyOf(waiting.values());
    waiting = new LinkedHashMap<>();
    storing = true;
    pool.preparedQuery(INSERT)
        .executeBatch(calls.stream().map(RefusedCallStore::tuple).toList())
        .onComplete(stored -> stored(calls, stored.cause()));
  }

  private synchronized void stored(List<RefusedCall> calls, @Nullable Throwable failure) {
    storing = false;
    if (failure != null) {
      LOG.warnf("refused calls not stored yet: %s", failure.getMessage());
      calls.forEach(this::add);
    }
  }

  private static Tuple tuple(RefusedCall call) {
    return Tuple.from(
        List.of(
            call.at().atOffset(ZoneOffset.UTC),
            call.why(),
            call.actor(),
            call.roles(),
            call.call(),
            call.reason(),
            call.times()));
  }
}
