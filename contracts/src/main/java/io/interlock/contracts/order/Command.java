package io.interlock.contracts.order;

/** What a signal asks to be done. */
public enum Command {
  /** Open a position, at once or by a resting order. */
  OPEN,
  /** Close a position wholly or in part, or all of a strategy's. */
  CLOSE,
  /** Change prices or protective legs of a working order or an open position. */
  MODIFY,
  /** Cancel a working order. */
  CANCEL
}
