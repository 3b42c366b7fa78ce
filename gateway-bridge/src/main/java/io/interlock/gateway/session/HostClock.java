package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import org.jspecify.annotations.Nullable;

/**
 * Where a host's monotonic clock stands against ours, uncertain by half the round trip that
 * measured it. Immutable.
 *
 * @param offsetMillis host's clock minus ours, whole milliseconds
 * @param uncertaintyNanos half the round trip
 * @param measuredNanos our clock when the reply came
 */
public record HostClock(long offsetMillis, long uncertaintyNanos, long measuredNanos) {
  private static final long STALE_NANOS = SECONDS.toNanos(10);

  /**
   * The better of what was known and a new measurement: a recent sharper one is kept over a newer
   * blurred one.
   */
  static HostClock measured(
      @Nullable HostClock known, long sentNanos, long receivedNanos, long hostMillis) {
    long half = Math.max(0, (receivedNanos - sentNanos) / 2);
    HostClock fresh =
        new HostClock(hostMillis - NANOSECONDS.toMillis(sentNanos + half), half, receivedNanos);
    if (known == null
        || half <= known.uncertaintyNanos() * 2
        || receivedNanos - known.measuredNanos() > STALE_NANOS) {
      return fresh;
    }
    return known;
  }

  /** A moment of our clock on the host's, taken early by the uncertainty. */
  long hostMillis(long ourNanos) {
    return NANOSECONDS.toMillis(ourNanos - uncertaintyNanos) + offsetMillis;
  }

  long uncertaintyMillis() {
    return NANOSECONDS.toMillis(uncertaintyNanos);
  }
}
