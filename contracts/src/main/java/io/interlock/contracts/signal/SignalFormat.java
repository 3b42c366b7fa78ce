package io.interlock.contracts.signal;

/** In which of the accepted formats a signal arrived. */
public enum SignalFormat {
  /** Interlock's own, read strictly. */
  NATIVE,
  /** The flat order MT5 bridges in the field use: {@code {"action":"BUY","symbol":…}}. */
  FLAT_ORDER,
  /** The approved-trade envelope: {@code {"decision":{…},"portfolio_state":{…}}}. */
  APPROVED_TRADE
}
