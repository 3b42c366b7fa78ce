package io.interlock.contracts.gateway;

/** An order's state as its venue tells it. */
public enum VenueOrderState {
  /** Taken by the host, not yet by the market. */
  PENDING,
  WORKING,
  TRIGGERED,
  PARTIALLY_FILLED,
  FILLED,
  CANCELED,
  REJECTED,
  EXPIRED
}
