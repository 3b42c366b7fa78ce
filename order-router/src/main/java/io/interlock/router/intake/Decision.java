package io.interlock.router.intake;

import io.interlock.router.journal.GateEntry;
import io.interlock.router.pretrade.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * A leg decided, on its way to the gate.
 *
 * @param reservation what it took of the limits, to be given back if it isn't journalled
 * @param killEpoch it was decided under
 */
record Decision(
    Candidate candidate, GateEntry entry, @Nullable Reservation reservation, long killEpoch) {}
