package io.interlock.router.pretrade;

import static io.interlock.router.pretrade.Intent.CLOSE;
import static io.interlock.router.pretrade.Intent.OPEN;
import static io.interlock.router.pretrade.Intent.PROTECT;
import static io.interlock.router.pretrade.Intent.REPLACE;

import io.interlock.contracts.order.DenialReason;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pre-trade controls in the order in which they are asked, and what each applies to: the
 * control × command table that {@link PreTradeControls} runs on and the documentation shows.
 *
 * <p>What only reduces risk passes every control that limits opening: nothing may leave a position
 * naked because a limit was hit.
 */
public enum Control {
  APPROVAL(
      "upstream said APPROVED and is not halted (envelope signals)", EnumSet.allOf(Intent.class)),
  KILL_SWITCH(
      "no kill stands: global, broker, account, strategy, symbol, bridge",
      EnumSet.of(OPEN, REPLACE)),
  HALT("no halt stands in any scope", EnumSet.of(OPEN, REPLACE)),
  REDUCING_MODE("no scope is in REDUCING mode", EnumSet.of(OPEN, REPLACE)),
  SIGNAL_AGE(
      "older of signal and record time within the time to live; neither more than 1 s ahead",
      EnumSet.of(OPEN, REPLACE)),
  DUPLICATE("not seen before, and not cancelled before it arrived", EnumSet.allOf(Intent.class)),
  AUTHORISATION("strategy and account may use the broker", EnumSet.allOf(Intent.class)),
  BROKER_CONNECTED("broker connected, account allowed to trade", EnumSet.of(OPEN, REPLACE)),
  MARKET_OPEN("inside the broker's and the symbol's sessions", EnumSet.of(OPEN, REPLACE)),
  SYMBOL_TRADABLE("specification known, venue takes opening orders", EnumSet.of(OPEN)),
  SUPPORTED("the broker's dialect can do it", EnumSet.allOf(Intent.class)),
  VOLUME(
      "volume within minimum and maximum and on the step; units convert exactly",
      EnumSet.of(OPEN, CLOSE)),
  PRICE("prices on the tick, protective legs on their side", EnumSet.of(OPEN, REPLACE, PROTECT)),
  MAX_ORDER_VOLUME("volume within the limit", EnumSet.of(OPEN)),
  MAX_ORDER_VALUE("notional within the limit", EnumSet.of(OPEN)),
  PRICE_COLLAR("price within the collar around the market", EnumSet.of(OPEN, REPLACE)),
  MARKET_DATA("a quote is there and fresh", EnumSet.of(OPEN, REPLACE)),
  SPREAD("spread within the limit", EnumSet.of(OPEN)),
  LIQUIDITY("enough volume at the touch, where the venue says", EnumSet.of(OPEN)),
  MARGIN("free margin covers the order's margin times the cushion", EnumSet.of(OPEN)),
  OPEN_EXPOSURE("open and reserved exposure with this order within the limit", EnumSet.of(OPEN)),
  MESSAGE_RATE("orders a second within the limit", EnumSet.of(OPEN, REPLACE)),
  REPEATED_EXECUTION(
      "not repeating itself; once tripped a person must re-enable", EnumSet.of(OPEN)),
  DAILY_LOSS("the day's loss within the limit", EnumSet.of(OPEN)),
  IN_DOUBT("no order of the account and symbol is in doubt", EnumSet.of(OPEN));

  private final String asks;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, made in the constructor
  private final Set<Intent> appliesTo;

  Control(String asks, Set<Intent> appliesTo) {
    this.asks = asks;
    this.appliesTo = Collections.unmodifiableSet(appliesTo);
  }

  private static final Map<Intent, List<Control>> BY_INTENT = new EnumMap<>(Intent.class);

  static {
    for (Intent intent : Intent.values()) {
      BY_INTENT.put(
          intent,
          Arrays.stream(values()).filter(control -> control.appliesTo.contains(intent)).toList());
    }
  }

  /** What must hold, in a few words. */
  public String asks() {
    return asks;
  }

  public Set<Intent> appliesTo() {
    return appliesTo;
  }

  /** The controls an intent is checked by, in order. */
  public static List<Control> of(Intent intent) {
    return BY_INTENT.getOrDefault(intent, List.of());
  }

  /** What it says when it says no. */
  public Set<DenialReason> reasons() {
    return switch (this) {
      case APPROVAL -> EnumSet.of(DenialReason.NOT_APPROVED, DenialReason.UPSTREAM_HALTED);
      case KILL_SWITCH -> EnumSet.of(DenialReason.KILL_SWITCH);
      case HALT -> EnumSet.of(DenialReason.HALTED);
      case REDUCING_MODE -> EnumSet.of(DenialReason.REDUCING_ONLY);
      case SIGNAL_AGE -> EnumSet.of(DenialReason.SIGNAL_TOO_OLD, DenialReason.SIGNAL_FROM_FUTURE);
      case DUPLICATE ->
          EnumSet.of(DenialReason.DUPLICATE_SIGNAL, DenialReason.CANCELLED_BEFORE_ARRIVAL);
      case AUTHORISATION ->
          EnumSet.of(
              DenialReason.STRATEGY_NOT_AUTHORISED,
              DenialReason.ACCOUNT_UNKNOWN,
              DenialReason.NO_BROKER,
              DenialReason.SYMBOL_NOT_TRADABLE);
      case BROKER_CONNECTED -> EnumSet.of(DenialReason.BROKER_NOT_CONNECTED);
      case MARKET_OPEN -> EnumSet.of(DenialReason.MARKET_CLOSED);
      case SYMBOL_TRADABLE -> EnumSet.of(DenialReason.SYMBOL_NOT_TRADABLE);
      case SUPPORTED -> EnumSet.of(DenialReason.NOT_SUPPORTED_BY_BROKER);
      case VOLUME -> EnumSet.of(DenialReason.VOLUME_INVALID, DenialReason.UNITS_NOT_EXACT);
      case PRICE -> EnumSet.of(DenialReason.PRICE_INVALID);
      case MAX_ORDER_VOLUME -> EnumSet.of(DenialReason.MAX_ORDER_VOLUME);
      case MAX_ORDER_VALUE -> EnumSet.of(DenialReason.MAX_ORDER_VALUE, DenialReason.NO_MARKET_DATA);
      case PRICE_COLLAR -> EnumSet.of(DenialReason.PRICE_COLLAR, DenialReason.NO_MARKET_DATA);
      case MARKET_DATA -> EnumSet.of(DenialReason.NO_MARKET_DATA, DenialReason.MARKET_DATA_STALE);
      case SPREAD -> EnumSet.of(DenialReason.SPREAD_TOO_WIDE, DenialReason.NO_MARKET_DATA);
      case LIQUIDITY -> EnumSet.of(DenialReason.NOT_ENOUGH_LIQUIDITY);
      case MARGIN -> EnumSet.of(DenialReason.NOT_ENOUGH_MARGIN);
      case OPEN_EXPOSURE -> EnumSet.of(DenialReason.MAX_OPEN_EXPOSURE, DenialReason.NO_MARKET_DATA);
      case MESSAGE_RATE -> EnumSet.of(DenialReason.MESSAGE_RATE);
      case REPEATED_EXECUTION -> EnumSet.of(DenialReason.REPEATED_EXECUTION);
      case DAILY_LOSS -> EnumSet.of(DenialReason.DAILY_LOSS);
      case IN_DOUBT -> EnumSet.of(DenialReason.ACCOUNT_IN_DOUBT);
    };
  }
}
