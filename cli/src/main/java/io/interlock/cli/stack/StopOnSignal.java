package io.interlock.cli.stack;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that made this, and holds the JVM until
 * that thread has cleaned up and closed this.
 */
final class StopOnSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 45;

  private final Thread main = Thread.currentThread();
  private final CountDownLatch cleaned = new CountDownLatch(1);
  private volatile boolean asked;

  StopOnSignal(PrintWriter out) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (cleaned.getCount() > 0) {
                    out.println();
                    asked = true;
                    main.interrupt();
                    awaitCleaned();
                  }
                },
                "stop"));
  }

  /** Whether a signal came. */
  boolean isAsked() {
    return asked;
  }

  @Override
  public void close() {
    cleaned.countDown();
  }

  private void awaitCleaned() {
    try {
      cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
