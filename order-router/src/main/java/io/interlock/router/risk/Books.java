package io.interlock.router.risk;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.router.control.ControlBook;
import io.interlock.router.pretrade.RiskBook;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The process's one control book and one risk book, and its clock, as beans. */
@Singleton
public class Books {

  /** Says HALTED until what is stored has been read. */
  @Produces
  @Singleton
  ControlBook controls(LimitDefaults defaults, RiskBook risk) {
    ControlBook book = ControlBook.held(defaults.limits());
    book.listen((before, after) -> reenable(risk, before, after));
    return book;
  }

  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RiskBook risk() {
    return new RiskBook();
  }

  /** Setting a halted strategy ACTIVE is how a person re-enables it after the throttle. */
  private static void reenable(
      RiskBook risk, @Nullable TradingControl before, TradingControl after) {
    boolean released =
        after.scope().kind() == Scope.Kind.STRATEGY
            && after.mode() == TradingMode.ACTIVE
            && before != null
            && before.mode() != TradingMode.ACTIVE;
    if (released) {
      risk.reenable(after.scope().name());
    }
  }
}
