package io.interlock.router.order;

/**
 * What is being asked of an order that works: an overlay on its state, as fills go on meanwhile.
 */
public enum PendingOperation {
  CANCEL,
  REPLACE
}
