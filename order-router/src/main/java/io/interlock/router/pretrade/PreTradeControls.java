package io.interlock.router.pretrade;

import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Asks the controls that {@link Control} lists for a signal's intent, in order, until one says no.
 * Pure: the same input gives the same verdict.
 */
public final class PreTradeControls {

  /** How long a command that only reduces risk may take to be sent, whatever its signal's age. */
  private static final Duration REDUCING_DEADLINE = Duration.ofSeconds(5);

  private PreTradeControls() {}

  /**
   * @param usage how much of the limits is used, without this order
   */
  public static Verdict check(PreTradeInput input, Usage usage) {
    Intent intent = input.intent();
    OrderFigures figures = OrderFigures.of(input);
    for (Control control : Control.of(intent)) {
      Reason reason = ask(control, input, figures, usage);
      if (reason != null) {
        return reason.code().equals(DenialReason.SIGNAL_TOO_OLD.name())
            ? new Verdict.Expire(reason, input.controls().version())
            : new Verdict.Deny(control, reason, input.controls().version());
      }
    }
    return pass(input, intent, figures, usage);
  }

  private static @Nullable Reason ask(
      Control control, PreTradeInput input, OrderFigures figures, Usage usage) {
    return switch (control) {
      case APPROVAL -> StandingChecks.approval(input);
      case KILL_SWITCH -> StandingChecks.killSwitch(input);
      case HALT -> StandingChecks.halt(input);
      case REDUCING_MODE -> StandingChecks.reducing(input);
      case SIGNAL_AGE -> StandingChecks.age(input);
      case DUPLICATE -> StandingChecks.duplicate(input);
      case AUTHORISATION -> StandingChecks.authorisation(input);
      case BROKER_CONNECTED -> StandingChecks.connected(input);
      case MARKET_OPEN -> OrderChecks.marketOpen(input);
      case SYMBOL_TRADABLE -> OrderChecks.tradable(input);
      case SUPPORTED -> OrderChecks.supported(input);
      case VOLUME -> OrderChecks.volume(input, figures);
      case PRICE -> OrderChecks.price(input, figures);
      case MAX_ORDER_VOLUME -> RiskChecks.maxVolume(input, figures);
      case MAX_ORDER_VALUE -> RiskChecks.maxValue(input, figures);
      case PRICE_COLLAR -> MarketChecks.collar(input, figures);
      case MARKET_DATA -> MarketChecks.data(input);
      case SPREAD -> MarketChecks.spread(input);
      case LIQUIDITY -> MarketChecks.liquidity(input, figures);
      case MARGIN -> RiskChecks.margin(input, figures);
      case OPEN_EXPOSURE -> RiskChecks.exposure(input, figures, usage);
      case MESSAGE_RATE -> RiskChecks.rate(input, usage);
      case REPEATED_EXECUTION -> RiskChecks.repeated(input, usage);
      case DAILY_LOSS -> RiskChecks.dailyLoss(input, usage);
      case IN_DOUBT -> RiskChecks.inDoubt(input);
    };
  }

  private static Verdict.Pass pass(
      PreTradeInput input, Intent intent, OrderFigures figures, Usage usage) {
    BigDecimal adds = intent == Intent.OPEN ? figures.notional() : null;
    Instant deadline =
        intent.reducesRisk()
            ? input.now().plus(REDUCING_DEADLINE)
            : StandingChecks.signalTime(input).plusMillis(StandingChecks.ttlMillis(input));
    return new Verdict.Pass(
        figures.volume(),
        figures.decisionPrice(),
        adds == null ? BigDecimal.ZERO : adds,
        deadline,
        stricter(input.signal().maxSlippagePips(), input.controls().limits().maxSlippagePips()),
        input.controls().killEpoch(),
        input.controls().version(),
        figures(input, figures, usage));
  }

  private static Map<String, String> figures(
      PreTradeInput input, OrderFigures figures, Usage usage) {
    Map<String, String> named = new TreeMap<>();
    named.put(
        "age_ms",
        Long.toString(Duration.between(StandingChecks.signalTime(input), input.now()).toMillis()));
    put(named, "volume", figures.volume());
    put(named, "touch", figures.touch());
    put(named, "notional", figures.notional());
    put(named, "account_exposure", usage.accountExposure());
    return named;
  }

  private static void put(Map<String, String> named, String name, @Nullable BigDecimal figure) {
    if (figure != null) {
      named.put(name, figure.toPlainString());
    }
  }

  private static @Nullable BigDecimal stricter(@Nullable BigDecimal a, @Nullable BigDecimal b) {
    if (a == null) {
      return b;
    }
    return b == null ? a : a.min(b);
  }
}
