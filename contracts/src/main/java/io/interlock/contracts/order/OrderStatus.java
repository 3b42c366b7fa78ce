package io.interlock.contracts.order;

/** An order's state as callers see it. */
public enum OrderStatus {
  PENDING,
  SUBMITTED,
  PARTIALLY_FILLED,
  FILLED,
  REJECTED,
  CANCELED,
  EXPIRED,
  IN_DOUBT
}
