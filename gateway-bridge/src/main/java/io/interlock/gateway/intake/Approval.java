package io.interlock.gateway.intake;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether an Expert Advisor may open, and how large.
 *
 * <p>The controls of the whole platform, of its accounts and their brokers, of its name as a
 * strategy and of the symbol apply; one that forbids is enough. The risk multiplier is the
 * narrowest scope's (the lowest of several accounts'); what the Expert Advisor set itself can only
 * lower it.
 *
 * @param riskMultiplier 0 when it may not open
 */
record Approval(boolean approved, BigDecimal riskMultiplier, @Nullable String reason) {

  /**
   * @param bridge the controls of all its accounts apply when the event names none
   * @param ownMultiplier what its last {@code risk_update} said; null: nothing
   */
  static Approval of(
      ExpertEvent event,
      ControlBook controls,
      BridgeState bridge,
      @Nullable BigDecimal ownMultiplier) {
    return switch (event.payload()) {
      case ExpertEvent.TradeOpen open ->
          opening(event, open.symbol(), controls, bridge, ownMultiplier);
      case ExpertEvent.Heartbeat heartbeat -> opening(event, null, controls, bridge, ownMultiplier);
      case ExpertEvent.RiskUpdate update -> opening(event, null, controls, bridge, ownMultiplier);
      // An Expert Advisor that asks before it closes must never be talked out of it.
      case ExpertEvent.TradeClose close -> new Approval(true, BigDecimal.ONE, null);
      case ExpertEvent.TradeModify modify -> new Approval(true, BigDecimal.ONE, null);
    };
  }

  private static Approval opening(
      ExpertEvent event,
      @Nullable String symbol,
      ControlBook controls,
      BridgeState bridge,
      @Nullable BigDecimal ownMultiplier) {
    String closed = bridge.closedFor(event.account());
    if (closed != null) {
      return refused(closed);
    }
    if (!controls.complete()) {
      return refused("the trading controls are not known yet");
    }
    BigDecimal multiplier = null;
    Scope.Kind setBy = Scope.Kind.GLOBAL;
    for (Scope scope : scopes(event, symbol, bridge)) {
      if (controls.isUnreadable(scope)) {
        return refused("the control of " + scope + " can't be read");
      }
      TradingControl control = controls.get(scope);
      if (control == null) {
        continue;
      }
      if (control.killed()) {
        return refused("kill switch: " + because(control));
      }
      if (control.mode() != TradingMode.ACTIVE) {
        return refused(
            (control.mode() == TradingMode.HALTED ? "halted: " : "only reducing: ")
                + because(control));
      }
      BigDecimal set = control.limits().riskMultiplier();
      if (set != null) {
        multiplier = multiplier != null && setBy == scope.kind() ? multiplier.min(set) : set;
        setBy = scope.kind();
      }
    }
    BigDecimal effective = strictest(multiplier, ownMultiplier);
    return effective.signum() == 0
        ? refused("the risk multiplier is 0")
        : new Approval(true, effective, null);
  }

  /** From widest to narrowest, so that the last multiplier set is the narrowest. */
  private static List<Scope> scopes(
      ExpertEvent event, @Nullable String symbol, BridgeState bridge) {
    List<Scope> brokers = new ArrayList<>();
    List<Scope> accounts = new ArrayList<>();
    String named = event.account();
    if (named != null) {
      accounts.add(new Scope(Scope.Kind.ACCOUNT, named));
    }
    for (BridgeState.Served one : bridge.served()) {
      if (named == null) {
        accounts.add(new Scope(Scope.Kind.ACCOUNT, one.account()));
      }
      if (named == null || named.equals(one.account())) {
        brokers.add(new Scope(Scope.Kind.BROKER, one.broker()));
      }
    }
    List<Scope> scopes = new ArrayList<>();
    scopes.add(Scope.GLOBAL);
    scopes.addAll(brokers);
    scopes.addAll(accounts);
    scopes.add(new Scope(Scope.Kind.STRATEGY, event.expert().ea()));
    if (symbol != null) {
      scopes.add(new Scope(Scope.Kind.SYMBOL, symbol));
    }
    return scopes;
  }

  private static BigDecimal strictest(@Nullable BigDecimal set, @Nullable BigDecimal own) {
    if (set == null) {
      return own == null ? BigDecimal.ONE : own;
    }
    return own == null ? set : set.min(own);
  }

  private static Approval refused(String reason) {
    return new Approval(false, BigDecimal.ZERO, reason);
  }

  private static String because(TradingControl control) {
    String reason = control.reason();
    return control.scope() + (reason == null ? "" : ", " + reason);
  }
}
