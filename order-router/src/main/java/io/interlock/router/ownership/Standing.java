package io.interlock.router.ownership;

/** How this router stands to an account. */
public enum Standing {
  /** Not ours. */
  FOREIGN,
  /** Being taken: epoch, journal and venue are asked. */
  TAKING,
  /** Ours, but its bridge or venue could not be asked yet: nothing opens. */
  UNREACHED,
  /** Ours and reconciled. */
  READY
}
