package io.interlock.local.mt5.command;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The host's two clocks: the wall, and the monotonic one deadlines are stated on. */
public interface HostClock {
  /** Wall clock, epoch microseconds. */
  long micros();

  /** Milliseconds since some moment in the past; never steps. */
  long monoMillis();

  /** The machine's own. */
  static HostClock system() {
    Clock wall = Clock.systemUTC();
    return new HostClock() {
      @Override
      public long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, wall.instant());
      }

      @Override
      public long monoMillis() {
        return System.nanoTime() / 1_000_000;
      }
    };
  }
}
