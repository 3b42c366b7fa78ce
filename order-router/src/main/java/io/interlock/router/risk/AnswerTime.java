package io.interlock.router.risk;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * How long the answer to a kill may wait for its layers, so that all of it takes less than 100 ms.
 * On a machine so busy that timers come late, what is left of that is less, and the answer says of
 * more layers that they have not been heard of. Any thread may ask.
 */
@Singleton
public class AnswerTime {
  private static final long LONGEST_MILLIS = 45;
  private static final long SHORTEST_MILLIS = 25;

  /** The call comes late, and so does the timer that ends the wait. */
  private static final long DELAYS = 2;

  private static final long LOOK_MILLIS = 20;
  private static final int LOOKS_REMEMBERED = 50;

  private final Vertx vertx;
  private final long[] lateMillis = new long[LOOKS_REMEMBERED];
  private int looks;
  private long lookedAtNanos;
  private long timer = -1;
  private volatile long latestMillis;

  AnswerTime(Vertx vertx) {
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    lookedAtNanos = System.nanoTime();
    timer = vertx.setPeriodic(LOOK_MILLIS, id -> look());
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  long millis() {
    return left(latestMillis);
  }

  /**
   * @param lateMillis how late timers have come within the last second
   */
  static long left(long lateMillis) {
    return Math.clamp(LONGEST_MILLIS - DELAYS * lateMillis, SHORTEST_MILLIS, LONGEST_MILLIS);
  }

  private void look() {
    long now = System.nanoTime();
    lateMillis[looks++ % LOOKS_REMEMBERED] =
        Math.max(0, (now - lookedAtNanos) / 1_000_000 - LOOK_MILLIS);
    lookedAtNanos = now;
    long most = 0;
    for (long late : lateMillis) {
      most = Math.max(most, late);
    }
    latestMillis = most;
  }
}
