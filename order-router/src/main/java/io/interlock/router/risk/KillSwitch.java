package io.interlock.router.risk;

import io.interlock.contracts.Topics;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillReport.Layer;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.router.control.ControlBook;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Kills and resets across the layers: this router's memory at once; every bridge of the scope, the
 * database's gate row and {@code trading.controls} at the same time. No layer waits for another,
 * and the answer doesn't wait for a layer beyond {@link AnswerTime}: it says who has latched and
 * who has not been heard of. Those are told again until they answer.
 */
@Singleton
public class KillSwitch {

  private static final Logger LOG = Logger.getLogger(KillSwitch.class);
  private static final long RETRY_MILLIS = 1_000;

  /** Tells other routers sooner; what stops them is the gate. */
  private static final String TOPIC = "topic";

  private final ControlBook book;
  private final ControlKeeper keeper;
  private final ControlPublisher publisher;
  private final BridgeLatches bridges;
  private final AnswerTime answerTime;
  private final Vertx vertx;
  private final Clock clock;
  private final String router;

  /** Highest epoch each latch has confirmed. */
  private final Map<BridgeLatches.Latch, Long> confirmed = new ConcurrentHashMap<>();

  /** Epochs of this process's kills that flatten; a kill read back after a restart only latches. */
  private final Set<Long> flattening = ConcurrentHashMap.newKeySet();

  private final AtomicLong highestSeen = new AtomicLong();
  private long timer = -1;

  KillSwitch(
      ControlBook book,
      ControlKeeper keeper,
      ControlPublisher publisher,
      BridgeLatches bridges,
      AnswerTime answerTime,
      Vertx vertx,
      Clock clock,
      @ConfigProperty(name = "interlock.router.name", defaultValue = "order-router")
          String router) {
    this.book = book;
    this.keeper = keeper;
    this.publisher = publisher;
    this.bridges = bridges;
    this.answerTime = answerTime;
    this.vertx = vertx;
    this.clock = clock;
    this.router = router;
  }

  void start(@Observes StartupEvent event) {
    timer = vertx.setPeriodic(RETRY_MILLIS, id -> tellAgain());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /**
   * Kills a scope; never fails.
   *
   * @param flatten whether the venue's layer also cancels orders and closes positions
   */
  public Future<KillReport> kill(Scope scope, boolean flatten, String by, String reason) {
    long beganNanos = System.nanoTime();
    Layers within = Layers.within(answerTime.millis());
    TradingControl kill = book.kill(scope, highestSeen.get(), by, reason, clock.instant());
    if (flatten) {
      flattening.add(kill.killEpoch());
    }
    LOG.errorf("KILL: scope=%s epoch=%d by=%s reason=%s", scope, kill.killEpoch(), by, reason);
    List<Future<List<Layer>>> layers = new ArrayList<>();
    List<BridgeLatches.Latch> latches = bridges.latches(scope);
    latches.forEach(latch -> layers.add(tell(latch, kill, within)));
    if (latches.isEmpty()
        && scope.kind() != Scope.Kind.STRATEGY
        && scope.kind() != Scope.Kind.SYMBOL) {
      layers.add(
          Future.succeededFuture(
              List.of(
                  Layers.unheard(Layers.BRIDGE, scope.toString(), "no bridge of it is known"))));
    }
    layers.add(Future.succeededFuture(List.of(Layers.latched("router", router, kill.killEpoch()))));
    layers.add(
        within.heard(
            Layers.GATE,
            Layers.DATABASE,
            keeper
                .storeKill(kill)
                .onSuccess(stored -> flattenUnder(kill, stored))
                .map(
                    stored ->
                        List.of(
                            Layers.latched(Layers.GATE, Layers.DATABASE, stored.killEpoch())))));
    layers.add(
        within.heard(
            TOPIC,
            Topics.TRADING_CONTROLS,
            publisher
                .publish(kill)
                .map(
                    done ->
                        List.of(
                            Layers.latched(TOPIC, Topics.TRADING_CONTROLS, kill.killEpoch())))));
    return Layers.all(layers)
        .map(
            said ->
                new KillReport(
                    book.killEpoch(),
                    said.stream()
                        .filter(layer -> !layer.layer().equals(TOPIC))
                        .allMatch(layer -> Boolean.TRUE.equals(layer.latched())),
                    said))
        .onSuccess(
            report ->
                LOG.warnf(
                    "kill acknowledged: epoch=%d latched=%s after_ms=%d",
                    kill.killEpoch(),
                    report.latched(),
                    (System.nanoTime() - beganNanos) / 1_000_000));
  }

  /** A reset's outcome. */
  public sealed interface Resetting {
    record Done(KillReport report) implements Resetting {}

    record Refused(@Nullable TradingControl control, String rule) implements Resetting {}
  }

  /**
   * Clears a scope's kill: database, then memory, then the bridges. Fails, and clears nothing, if
   * the database can't be asked.
   *
   * @param killEpoch of the kill to clear; a newer one stays
   */
  public Future<Resetting> reset(Scope scope, long killEpoch, String by, String reason) {
    return keeper
        .reset(scope, killEpoch, by, reason)
        .compose(
            outcome ->
                switch (outcome) {
                  case ControlStore.Reset.Refused refused ->
                      Future.<Resetting>succeededFuture(
                          new Resetting.Refused(refused.control(), refused.rule()));
                  case ControlStore.Reset.Done done -> {
                    LOG.warnf("kill reset: scope=%s epoch=%d by=%s", scope, killEpoch, by);
                    yield clearBridges(scope, killEpoch, by, reason);
                  }
                });
  }

  private Future<Resetting> clearBridges(Scope scope, long killEpoch, String by, String reason) {
    Set<BridgeLatches.Latch> stillKilled =
        book.controls().stream()
            .filter(TradingControl::killed)
            .flatMap(control -> bridges.latches(control.scope()).stream())
            .collect(Collectors.toSet());
    Layers within = Layers.unhurried();
    List<Future<List<Layer>>> layers = new ArrayList<>();
    layers.add(
        Future.succeededFuture(
            List.of(new Layer("router", router, false, book.killEpoch(), null))));
    for (BridgeLatches.Latch latch : bridges.latches(scope)) {
      if (!stillKilled.contains(latch)) {
        confirmed.remove(latch);
        KillReset reset = new KillReset(killEpoch, latch.broker(), by, reason);
        layers.add(
            within.heard(
                Layers.BRIDGE,
                latch.instance(),
                bridges.reset(latch.url(), reset).map(KillReport::layers)));
      }
    }
    return Layers.all(layers)
        .map(
            said ->
                new Resetting.Done(
                    new KillReport(
                        book.killEpoch(),
                        said.stream().anyMatch(layer -> Boolean.TRUE.equals(layer.latched())),
                        said)));
  }

  private Future<List<Layer>> tell(BridgeLatches.Latch latch, TradingControl kill, Layers within) {
    KillRequest request =
        new KillRequest(
            kill.killEpoch(),
            latch.broker(),
            flattening.contains(kill.killEpoch()),
            kill.by(),
            kill.reason() == null || kill.reason().isEmpty() ? "kill switch" : kill.reason());
    return within.heard(
        Layers.BRIDGE,
        latch.instance(),
        bridges
            .kill(latch.url(), request)
            .map(
                report -> {
                  highestSeen.accumulateAndGet(report.killEpoch(), Math::max);
                  if (report.latched()) {
                    confirmed.merge(latch, kill.killEpoch(), Math::max);
                  } else {
                    keeper.seen(report.killEpoch());
                  }
                  return report.layers();
                }));
  }

  /** Bridges that were away, or have come since, are told of the kills that stand. */
  private void tellAgain() {
    for (TradingControl control : book.controls()) {
      if (control.killed()) {
        for (BridgeLatches.Latch latch : bridges.latches(control.scope())) {
          if (confirmed.getOrDefault(latch, 0L) < control.killEpoch()) {
            tell(latch, control, Layers.unhurried());
          }
        }
      }
    }
  }

  /** The database may give a kill a higher epoch than it had; it still flattens. */
  private void flattenUnder(TradingControl kill, TradingControl stored) {
    if (flattening.contains(kill.killEpoch())) {
      flattening.add(stored.killEpoch());
    }
  }
}
