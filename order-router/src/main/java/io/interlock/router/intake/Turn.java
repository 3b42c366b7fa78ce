package io.interlock.router.intake;

/**
 * A leg's turn at the gate.
 *
 * @param rounds how often it was decided under a kill epoch that stood no more
 * @param paused what it waits for needs a moment
 * @param cancelledBefore a CANCEL came before its signal
 */
record Turn(Candidate candidate, int rounds, boolean paused, boolean cancelledBefore) {
  static Turn first(Candidate candidate) {
    return new Turn(candidate, 0, false, false);
  }

  Turn cancelled() {
    return new Turn(candidate, rounds, false, true);
  }

  /** Once more, when its account is written for again. */
  Turn waiting() {
    return new Turn(candidate, rounds, true, cancelledBefore);
  }

  /** Once more, as a newer kill is not known here yet. */
  Turn again() {
    return new Turn(candidate, rounds + 1, true, cancelledBefore);
  }
}
