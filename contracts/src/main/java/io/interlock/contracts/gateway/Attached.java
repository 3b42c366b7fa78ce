package io.interlock.contracts.gateway;

/**
 * Answer to {@link Attach}.
 *
 * @param accepted false: the bridge has seen a higher epoch
 * @param epoch highest epoch seen
 * @param killEpoch highest kill epoch latched
 */
public record Attached(boolean accepted, long epoch, boolean killLatched, long killEpoch) {}
