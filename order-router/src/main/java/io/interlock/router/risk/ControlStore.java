package io.interlock.router.risk;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Controls in PostgreSQL: every version of every scope is kept, and a change is a compare-and-set
 * on the version. A kill raises the kill epoch, which the gate locks, in the same commit. Its
 * connections are its own, so that a kill never waits for one behind orders. Futures fail when the
 * database does; callers are told, nothing is assumed.
 */
@Singleton
public class ControlStore {

  private static final String LATEST_OF =
      "select control from control_version where scope = $1 order by version desc limit 1";
  private static final String RAISE_AND_LOOK =
      """
      with raised as (
        update kill_switch set epoch = greatest(epoch + 1, $1) where not $3 returning epoch)
      select coalesce((select epoch from raised), 0) as epoch,
        (select control from control_version where scope = $2
          order by version desc limit 1) as control
      """;
  private static final String INSERT =
      """
      insert into control_version (scope, version, control) values ($1, $2, $3)
      on conflict do nothing
      """;

  private final Pool pool;
  private final Scope nobody = new Scope(Scope.Kind.STRATEGY, "rehearsal-" + UUID.randomUUID());
  private final AtomicBoolean rehearsing = new AtomicBoolean();

  ControlStore(@ReactiveDataSource("controls") Pool pool) {
    this.pool = pool;
  }

  /** A transaction is to end without a trace. */
  private static final class TakenBack extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TakenBack() {
      super("taken back", null, false, false);
    }
  }

  /** All that stands, and the kill epoch given out last. */
  record Stored(long killEpoch, List<TradingControl> controls) {}

  /** A reset's outcome. */
  sealed interface Reset {
    record Done(TradingControl control) implements Reset {}

    /** Nothing was cleared; {@code control} is what stands, null if the scope has none. */
    record Refused(@Nullable TradingControl control, String rule) implements Reset {}
  }

  Future<Stored> latest() {
    return pool.query(
            """
            select k.epoch, c.control from kill_switch k left join (
              select distinct on (scope) scope, control from control_version
              order by scope, version desc) c on true
            """)
        .execute()
        .map(
            rows -> {
              long epoch = 0;
              List<TradingControl> controls = new ArrayList<>();
              for (Row row : rows) {
                epoch = row.getLong("epoch");
                if (row.getString("control") != null) {
                  controls.add(ControlRows.control(row));
                }
              }
              return new Stored(epoch, controls);
            });
  }

  /**
   * Changes mode and limits of a scope; its kill stays what it is.
   *
   * @param version the one the change was made from; 0: the scope has none yet
   * @return the new control, or nothing if the scope is at another version
   */
  Future<Optional<TradingControl>> change(
      Scope scope,
      long version,
      TradingMode mode,
      Limits limits,
      String by,
      String reason,
      Instant at) {
    return pool.preparedQuery(LATEST_OF)
        .execute(Tuple.of(scope.toString()))
        .map(ControlRows::first)
        .compose(
            known -> {
              if (known.map(TradingControl::version).orElse(0L) != version) {
                return Future.succeededFuture(Optional.empty());
              }
              TradingControl next =
                  new TradingControl(
                      scope,
                      version + 1,
                      mode,
                      known.map(TradingControl::killEpoch).orElse(0L),
                      known.map(TradingControl::killed).orElse(false),
                      limits,
                      by,
                      reason,
                      at);
              return pool.preparedQuery(INSERT)
                  .execute(ControlRows.tuple(next))
                  .map(rows -> rows.rowCount() == 1 ? Optional.of(next) : Optional.empty());
            });
  }

  /** Raises the kill epoch and kills a scope, in one commit. */
  Future<TradingControl> kill(Scope scope, long atLeast, String by, String reason, Instant at) {
    return pool.withTransaction(
            connection -> raiseAndKill(connection, scope, atLeast, by, reason, at, false))
        .map(Objects::requireNonNull);
  }

  private static Future<TradingControl> raiseAndKill(
      SqlConnection connection,
      Scope scope,
      long atLeast,
      String by,
      String reason,
      Instant at,
      boolean rehearsal) {
    return connection
        .preparedQuery(RAISE_AND_LOOK)
        .execute(Tuple.of(atLeast, scope.toString(), rehearsal))
        .compose(
            rows -> {
              Row row = rows.iterator().next();
              long epoch = row.getLong("epoch");
              TradingControl known =
                  row.getString("control") == null ? null : ControlRows.control(row);
              return insertKill(connection, scope, known, epoch, by, reason, at);
            });
  }

  /**
   * Goes the way of a kill and takes it back, so that a real one finds nothing cold. It locks no
   * row that a gate or another router's rehearsal needs: this process may freeze in the middle.
   * Fails while an earlier one is not over, which would hold a connection that a kill needs.
   */
  Future<Void> rehearse() {
    if (!rehearsing.compareAndSet(false, true)) {
      return Future.failedFuture("the database has not answered an earlier rehearsal");
    }
    return pool.withTransaction(
            connection ->
                raiseAndKill(connection, nobody, 0, "interlock", "rehearsal", Instant.EPOCH, true)
                    .compose(killed -> Future.<Void>failedFuture(new TakenBack())))
        .recover(
            failure ->
                failure instanceof TakenBack
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure))
        .onComplete(done -> rehearsing.set(false));
  }

  private static Future<TradingControl> insertKill(
      SqlConnection connection,
      Scope scope,
      @Nullable TradingControl known,
      long epoch,
      String by,
      String reason,
      Instant at) {
    TradingControl next = ControlRows.next(scope, known, epoch, true, by, reason, at);
    return connection
        .preparedQuery(INSERT)
        .execute(ControlRows.tuple(next))
        .compose(
            rows ->
                rows.rowCount() == 1
                    ? Future.succeededFuture(next)
                    : latestOf(connection, scope)
                        .compose(
                            now ->
                                insertKill(
                                    connection, scope, now.orElse(null), epoch, by, reason, at)));
  }

  /** Clears a scope's kill if {@code killEpoch} names it or a later one, but not a newer kill. */
  Future<Reset> reset(Scope scope, long killEpoch, String by, String reason, Instant at) {
    return pool.withTransaction(
        connection ->
            latestOf(connection, scope)
                .compose(
                    known -> {
                      TradingControl control = known.orElse(null);
                      if (control == null || !control.killed()) {
                        return refused(control, "is not killed");
                      }
                      if (control.killEpoch() > killEpoch) {
                        return refused(
                            control, "was killed again: name kill epoch " + control.killEpoch());
                      }
                      TradingControl next =
                          ControlRows.next(
                              scope, control, control.killEpoch(), false, by, reason, at);
                      return connection
                          .preparedQuery(INSERT)
                          .execute(ControlRows.tuple(next))
                          .compose(
                              rows ->
                                  rows.rowCount() == 1
                                      ? Future.succeededFuture((Reset) new Reset.Done(next))
                                      : refused(control, "was changed meanwhile: look again"));
                    }));
  }

  /** Raises the kill epoch to one a bridge has seen, so that orders are decided above it. */
  Future<Void> raise(long killEpoch) {
    return pool.preparedQuery("update kill_switch set epoch = greatest(epoch, $1)")
        .execute(Tuple.of(killEpoch))
        .mapEmpty();
  }

  /** Versions Kafka has not acknowledged yet, oldest first per scope. */
  Future<List<TradingControl>> unpublished() {
    return pool.query(
            "select control from control_version where not published order by scope, version")
        .execute()
        .map(
            rows -> {
              List<TradingControl> controls = new ArrayList<>();
              rows.forEach(row -> controls.add(ControlRows.control(row)));
              return controls;
            });
  }

  Future<Void> published(TradingControl control) {
    return pool.preparedQuery(
            "update control_version set published = true where scope = $1 and version = $2")
        .execute(Tuple.of(control.scope().toString(), control.version()))
        .mapEmpty();
  }

  private static Future<Reset> refused(@Nullable TradingControl control, String rule) {
    return Future.succeededFuture(new Reset.Refused(control, rule));
  }

  private static Future<Optional<TradingControl>> latestOf(SqlConnection connection, Scope scope) {
    return connection
        .preparedQuery(LATEST_OF)
        .execute(Tuple.of(scope.toString()))
        .map(ControlRows::first);
  }
}
