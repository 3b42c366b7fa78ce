package io.interlock.contracts.order;

/** What happened to an order. Those named like a state say that it was entered. */
public enum EventKind {
  RECEIVED,
  READY,
  DENIED,
  EXPIRED,
  SUBMITTING,
  /** A try that provably never left; the same order is tried again. */
  NOT_SENT,
  ACCEPTED,
  TRIGGERED,
  PARTIALLY_FILLED,
  FILLED,
  REJECTED,
  CANCELED,
  NOT_PLACED,
  IN_DOUBT,
  MANUAL_REVIEW,
  /** An operator said what became of it. */
  RESOLVED,
  /** The signal arrived again. */
  DUPLICATE,
  CANCEL_REQUESTED,
  CANCEL_REFUSED,
  REPLACE_REQUESTED,
  REPLACED,
  REPLACE_REFUSED,
  /** Slippage was measured against the decision price. */
  SLIPPAGE_MEASURED,
  /** The execution's confirmation: nothing more is expected. */
  CONFIRMED,
  /** A fill for an order that had ended. */
  LATE_FILL,
  /** A real trade replaced a provisional volume, or its commission became known. */
  FILL_CORRECTED,
  /** Something a person should look at; the reason says what. */
  ALARM,
  /** A transition the life of an order doesn't have was asked for and refused. */
  TRANSITION_REFUSED
}
