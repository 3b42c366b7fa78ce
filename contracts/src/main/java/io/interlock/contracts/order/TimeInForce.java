package io.interlock.contracts.order;

/** How long an order works. */
public enum TimeInForce {
  /** Until cancelled. */
  GTC,
  /** Until the end of the trading day. */
  DAY,
  /** Fill what there is at once, cancel the rest. */
  IOC,
  /** Fill all of it at once or nothing. */
  FOK,
  /** Until a given time. */
  GTD
}
