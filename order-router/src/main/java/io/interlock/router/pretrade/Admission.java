package io.interlock.router.pretrade;

import org.jspecify.annotations.Nullable;

/**
 * What came of asking for an order's admission.
 *
 * @param reservation what the verdict reserved, to be withdrawn if the order isn't journalled; null
 *     if it reserved nothing, or the order holds a reservation from before
 */
public record Admission(Verdict verdict, @Nullable Reservation reservation) {}
