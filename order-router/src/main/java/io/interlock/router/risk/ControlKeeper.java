package io.interlock.router.risk;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.router.control.ControlBook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Keeps the control book, the database and {@code trading.controls} in step, twice a second and on
 * demand: what is stored comes into the book, kills that could not be stored are stored, versions
 * Kafka has not acknowledged are published. Any thread may call.
 */
@Singleton
public class ControlKeeper {

  private static final Logger LOG = Logger.getLogger(ControlKeeper.class);
  private static final long PERIOD_MILLIS = 500;
  private static final long ANSWER_MILLIS = 5_000;

  private final ControlBook book;
  private final ControlStore store;
  private final ControlOutbox outbox;
  private final AccountDays days;
  private final Vertx vertx;
  private final Clock clock;

  /** Newest kill of each scope that is stored and stands. */
  private final Map<Scope, Long> storedKills = new ConcurrentHashMap<>();

  private final AtomicLong storedEpoch = new AtomicLong();
  private final Promise<Void> loaded = Promise.promise();
  private volatile boolean inStep;
  private Future<Void> storing = Future.succeededFuture();
  private volatile Future<Void> refreshing = Future.succeededFuture();
  private long timer = -1;

  ControlKeeper(
      ControlBook book,
      AccountDays days,
      ControlStore store,
      ControlOutbox outbox,
      Vertx vertx,
      Clock clock) {
    this.book = book;
    this.days = days;
    this.store = store;
    this.outbox = outbox;
    this.vertx = vertx;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    refresh();
    timer = vertx.setPeriodic(PERIOD_MILLIS, id -> refresh());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /** Completes once the stored controls are in the book; until then the book says HALTED. */
  public Future<Void> loaded() {
    return loaded.future();
  }

  /** Whether the last look at the database succeeded. */
  public boolean inStep() {
    return inStep;
  }

  /** Reads what is stored into the book; one look at a time; never fails. */
  public synchronized Future<Void> refresh() {
    if (refreshing.isComplete()) {
      refreshing = look();
    }
    return refreshing;
  }

  private Future<Void> look() {
    return store
        .latest()
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .compose(
            stored -> {
              stored.controls().forEach(book::apply);
              book.raise(stored.killEpoch());
              book.loaded();
              loaded.tryComplete();
              inStep = true;
              storedEpoch.accumulateAndGet(stored.killEpoch(), Math::max);
              stored.controls().stream().filter(TradingControl::killed).forEach(this::killStored);
              return storeOwedKills();
            })
        .compose(done -> outbox.publish())
        .compose(done -> days.storeOwed())
        .recover(
            failure -> {
              if (inStep) {
                LOG.warnf("controls are not in step with the database: %s", failure.getMessage());
              }
              inStep = false;
              return Future.succeededFuture();
            });
  }

  /**
   * Stores a kill that the book holds already, and takes in the epoch it got. One after the other:
   * a kill that overtook an earlier one would make that one look like a newer kill.
   */
  synchronized Future<TradingControl> storeKill(TradingControl kill) {
    Future<TradingControl> stored = storing.transform(before -> store(kill));
    storing = stored.transform(done -> Future.succeededFuture());
    return stored;
  }

  private Future<TradingControl> store(TradingControl kill) {
    if (storedKills.getOrDefault(kill.scope(), 0L) >= kill.killEpoch()) {
      return Future.succeededFuture(kill);
    }
    return store
        .kill(
            kill.scope(),
            kill.killEpoch(),
            kill.by(),
            kill.reason() == null ? "" : kill.reason(),
            kill.at())
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .onSuccess(
            stored -> {
              storedEpoch.accumulateAndGet(stored.killEpoch(), Math::max);
              killStored(stored);
              book.apply(stored);
              outbox.publish();
            });
  }

  private void killStored(TradingControl stored) {
    storedKills.merge(stored.scope(), stored.killEpoch(), Math::max);
  }

  /** Clears a kill, in the database first: what can't be stored is not cleared. */
  Future<ControlStore.Reset> reset(Scope scope, long killEpoch, String by, String reason) {
    return store
        .reset(scope, killEpoch, by, reason, clock.instant())
        .onSuccess(
            outcome -> {
              if (outcome instanceof ControlStore.Reset.Done done) {
                book.apply(done.control());
                outbox.publish();
              }
            });
  }

  /**
   * Changes mode and limits of a scope.
   *
   * @return the new control, or nothing if the scope is not at that version
   */
  public Future<Optional<TradingControl>> change(
      Scope scope, long version, TradingMode mode, Limits limits, String by, String reason) {
    return store
        .change(scope, version, mode, limits, by, reason, clock.instant())
        .onSuccess(
            changed ->
                changed.ifPresent(
                    control -> {
                      book.apply(control);
                      outbox.publish();
                    }));
  }

  /** Takes a kill epoch in that a bridge was given by someone else. */
  public void seen(long killEpoch) {
    if (killEpoch > book.killEpoch()) {
      store.raise(killEpoch).onSuccess(done -> book.raise(killEpoch));
    }
  }

  private Future<Void> storeOwedKills() {
    List<TradingControl> owed =
        book.controls().stream()
            .filter(c -> c.killed() && c.killEpoch() > storedKills.getOrDefault(c.scope(), 0L))
            .toList();
    if (owed.isEmpty()) {
      return book.killEpoch() > storedEpoch.get()
          ? store.raise(book.killEpoch())
          : Future.succeededFuture();
    }
    return Future.all(owed.stream().map(this::storeKill).toList()).mapEmpty();
  }
}
