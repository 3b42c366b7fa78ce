package io.interlock.cli.stack;

import io.interlock.local.stack.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Shows a starting stack: a line for each part that is ready and, on a terminal, who is not. */
final class StartPrinter implements Progress {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final Set<String> waiting = new TreeSet<>();

  StartPrinter(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  @Override
  public synchronized void starting(String part) {
    waiting.add(part);
    showWaiting();
  }

  @Override
  public synchronized void ready(String part, Duration taken) {
    waiting.remove(part);
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    out.printf(Locale.ROOT, "  %-20s ready after %4.1f s%n", part, taken.toMillis() / 1000.0);
    showWaiting();
  }

  /** Removes the line that says who is not ready. */
  synchronized void done() {
    waiting.clear();
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    out.flush();
  }

  private void showWaiting() {
    if (terminal && !waiting.isEmpty()) {
      out.print(CLEAR_LINE + "  starting " + String.join(", ", waiting) + " …");
    }
    out.flush();
  }
}
