package io.interlock.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.LogManager;

/** A main class of this project, run by the same JVM with the same class path in a new process. */
public final class JavaProgram {
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx512m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final Duration POLL = Duration.ofMillis(20);

  private final List<String> command;

  private JavaProgram(List<String> command) {
    this.command = command;
  }

  public static JavaProgram of(Class<?> main, String... arguments) {
    return of(JvmProfile.QUICK_START, main, arguments);
  }

  public static JavaProgram of(JvmProfile jvm, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(jvm.options());
    command.addAll(JVM_OPTIONS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new JavaProgram(command);
  }

  /** The program {@code java} this JVM was started from. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Starts it in a folder; what it prints goes to the log. */
  public ChildProcess start(String name, Path folder, Path log) throws IOException {
    return start(name, 0, folder, log);
  }

  /** As above, with a niceness as {@link ChildProcess} knows it. */
  public ChildProcess start(String name, int niceness, Path folder, Path log) throws IOException {
    return ChildProcess.start(name, niceness, command, Map.of(), folder, log);
  }

  /**
   * Waits until a program has printed a line that starts with a text.
   *
   * @return that line
   * @throws IllegalStateException if it ends or time runs out first; its last lines are in the
   *     message, and it is stopped
   */
  public static String awaitLine(ChildProcess process, String start, Duration patience)
      throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      boolean alive = process.isAlive();
      for (String line : Files.readAllLines(process.log(), StandardCharsets.UTF_8)) {
        if (line.startsWith(start)) {
          return line;
        }
      }
      if (!alive || System.nanoTime() > end || Thread.currentThread().isInterrupted()) {
        process.kill();
        throw new IllegalStateException(
            process.name()
                + (alive ? " did not start in " + patience.toSeconds() + " s: " : " ended: ")
                + String.join("\n", process.tail(10)));
      }
      process.awaitEnd(POLL);
    }
  }

  /** In a child: logs what a person needs and keeps libraries quiet. */
  public static void quietLogs() throws IOException {
    try (InputStream settings =
        JavaProgram.class.getResourceAsStream("/io/interlock/local/logging.properties")) {
      LogManager.getLogManager().readConfiguration(settings);
    }
  }

  /**
   * In a child: returns when the parent has closed its end of standard input, or is gone, or the
   * JVM was asked to end.
   */
  public static void awaitEndOfParent() throws IOException {
    while (System.in.read() >= 0) {
      // what the parent writes means nothing; only the end does
    }
  }
}
