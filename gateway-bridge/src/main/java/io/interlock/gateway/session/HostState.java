package io.interlock.gateway.session;

import io.interlock.gateway.wire.Greeting;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a host at a moment; immutable.
 *
 * @param greeting null until it has answered HELLO; older dialects never have one
 * @param clock null until measured
 * @param heardNanos our clock when it last answered; null: never
 * @param killLatched the host's own latch
 * @param problem why it can't be used, one sentence
 */
record HostState(
    @Nullable Greeting greeting,
    @Nullable HostClock clock,
    @Nullable Long heardNanos,
    boolean tradeServer,
    boolean killLatched,
    long killEpoch,
    @Nullable Long roundTripNanos,
    @Nullable String problem) {

  static final HostState UNHEARD =
      new HostState(null, null, null, false, false, 0, null, "not connected yet");

  HostState greeted(Greeting hello) {
    return new HostState(
        hello,
        clock,
        heardNanos,
        hello.connected(),
        hello.killLatched(),
        hello.killEpoch(),
        roundTripNanos,
        problem);
  }

  HostState heard(long nowNanos, long roundTrip, @Nullable HostClock measured) {
    return new HostState(
        greeting,
        measured == null ? clock : measured,
        nowNanos,
        tradeServer,
        killLatched,
        killEpoch,
        roundTrip,
        null);
  }

  HostState told(boolean connected, boolean latched, long latchEpoch) {
    return new HostState(
        greeting, clock, heardNanos, connected, latched, latchEpoch, roundTripNanos, problem);
  }

  HostState silent(String why) {
    return new HostState(
        greeting, clock, heardNanos, tradeServer, killLatched, killEpoch, roundTripNanos, why);
  }

  /** It has another start, or has forgotten us: everything it was told must be told again. */
  HostState strange() {
    return new HostState(null, null, heardNanos, false, false, 0, roundTripNanos, problem);
  }
}
