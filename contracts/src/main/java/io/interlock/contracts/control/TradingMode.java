package io.interlock.contracts.control;

/** What a scope may do. */
public enum TradingMode {
  ACTIVE,
  /** Only what lowers risk passes. */
  REDUCING,
  /** Nothing opens. */
  HALTED
}
