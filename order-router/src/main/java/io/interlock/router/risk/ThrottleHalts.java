package io.interlock.router.risk;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.router.control.ControlBook;
import io.interlock.router.pretrade.RiskBook;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Halts a strategy the repeated-execution throttle has stopped, until a person sets it ACTIVE; goes
 * on until that is stored. Any thread may call.
 */
@Singleton
public class ThrottleHalts {
  private static final Logger LOG = Logger.getLogger(ThrottleHalts.class);
  private static final long RETRY_MILLIS = 500;
  private static final String SELF = "interlock";

  private final ControlBook book;
  private final ControlKeeper keeper;
  private final RiskBook risk;
  private final Vertx vertx;

  ThrottleHalts(ControlBook book, ControlKeeper keeper, RiskBook risk, Vertx vertx) {
    this.book = book;
    this.keeper = keeper;
    this.risk = risk;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    risk.onThrottled(
        stopped ->
            halt(
                stopped.strategy(), stopped.reason().message() + " " + stopped.reason().figures()));
  }

  void halt(String strategy, String why) {
    Scope scope = new Scope(Scope.Kind.STRATEGY, strategy);
    TradingControl known = book.control(scope);
    if (known != null && known.mode() == TradingMode.HALTED) {
      return;
    }
    LOG.errorf("strategy %s is halted: %s", strategy, why);
    keeper
        .change(
            scope,
            known == null ? 0 : known.version(),
            TradingMode.HALTED,
            known == null ? Limits.NONE : known.limits(),
            SELF,
            why)
        .onSuccess(
            changed -> {
              if (changed.isEmpty()) {
                keeper.refresh().onComplete(done -> halt(strategy, why));
              }
            })
        .onFailure(
            failure -> {
              LOG.warnf("the halt of strategy %s is not stored yet: %s", strategy, failure);
              vertx.setTimer(RETRY_MILLIS, id -> halt(strategy, why));
            });
  }
}
