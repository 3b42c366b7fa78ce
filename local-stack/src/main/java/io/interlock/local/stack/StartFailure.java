package io.interlock.local.stack;

import org.jspecify.annotations.Nullable;

/** A stack did not start or did not go on; the message is one sentence with the remedy. */
public final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public StartFailure(String problem, String remedy, @Nullable Throwable cause) {
    super(problem + ": " + remedy, cause);
  }

  public StartFailure(String problem, String remedy) {
    this(problem, remedy, null);
  }
}
