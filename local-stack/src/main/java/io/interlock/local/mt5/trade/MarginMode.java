package io.interlock.local.mt5.trade;

/** How an account keeps positions. */
public enum MarginMode {
  /** One per ticket. */
  HEDGING,
  /** One per symbol. */
  NETTING
}
