package io.interlock.local.mt5.trade;

/** Where an order stands in the broker's books. */
public enum OrderCondition {
  PLACED,
  PARTIALLY_FILLED,
  FILLED,
  /** Also the end of an IOC order that filled in part. */
  CANCELED,
  REJECTED,
  EXPIRED
}
