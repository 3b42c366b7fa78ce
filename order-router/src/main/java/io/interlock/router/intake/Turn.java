package io.interlock.router.intake;

import org.jspecify.annotations.Nullable;

/**
 * A leg's turn at the gate.
 *
 * @param rounds how often it was decided under a kill epoch that stood no more
 * @param paused what it waits for needs a moment
 * @param cancelledBefore a CANCEL came before its signal
 * @param newestRevision what the gate refused a MODIFY's own for; null if it did not
 */
record Turn(
    Candidate candidate,
    int rounds,
    boolean paused,
    boolean cancelledBefore,
    @Nullable Integer newestRevision) {
  static Turn first(Candidate candidate) {
    return new Turn(candidate, 0, false, false, null);
  }

  Turn cancelled() {
    return new Turn(candidate, rounds, false, true, newestRevision);
  }

  Turn stale(int newest) {
    return new Turn(candidate, rounds, false, cancelledBefore, newest);
  }

  /** Once more, when its account is written for again. */
  Turn waiting() {
    return new Turn(candidate, rounds, true, cancelledBefore, newestRevision);
  }

  /** Once more, as a newer kill is not known here yet. */
  Turn again() {
    return new Turn(candidate, rounds + 1, true, cancelledBefore, newestRevision);
  }
}
