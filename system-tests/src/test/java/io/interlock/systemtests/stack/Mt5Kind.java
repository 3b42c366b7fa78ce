package io.interlock.systemtests.stack;

/** What stands where a MetaTrader 5 terminal would; the same cases are run against each. */
public enum Mt5Kind {
  /** The host written in Java. */
  SIMULATOR,
  /** The Expert Advisor of {@code mql5/}, compiled for its emulated terminal. */
  EXPERT_ADVISOR
}
