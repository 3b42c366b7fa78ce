package io.interlock.router.intake;

/** Since when the poll now being taken in is waiting; any thread may ask. */
public final class IntakeProgress {
  private volatile long begunNanos;
  private volatile boolean busy;

  void begun() {
    begunNanos = System.nanoTime();
    busy = true;
  }

  void done() {
    busy = false;
  }

  /** How long the present poll has been in work, milliseconds; 0 if there is none. */
  public long busyMillis() {
    return busy ? Math.max(1, (System.nanoTime() - begunNanos) / 1_000_000) : 0;
  }
}
