package io.interlock.local.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A program started by this one, in a session of its own (so that a terminal's Ctrl-C reaches only
 * the parent, which stops its children in the right order), writing to a log file.
 *
 * <p>Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /**
   * Sets the niceness of a process and, where Linux shares the processor among sessions, of its
   * session, as far as that is permitted; then becomes the program.
   */
  private static final String NICE =
      "(echo \"$0\" > /proc/self/autogroup; renice -n \"$0\" -p $$) > /dev/null 2>&1; exec \"$@\"";

  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** As below, with as much of the processor as others get. */
  public static ChildProcess start(
      String name, List<String> command, Map<String, String> environment, Path folder, Path log)
      throws IOException {
    return start(name, 0, command, environment, folder, log);
  }

  /**
   * Starts a program.
   *
   * @param niceness from -20, before others where the processor is short, to 19, behind them; what
   *     this user may not set is left
   * @param environment added to this process' own
   * @param log where standard output and error go; overwritten
   * @throws IOException if it can't be started
   */
  public static ChildProcess start(
      String name,
      int niceness,
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Path log)
      throws IOException {
    Files.createDirectories(folder);
    Files.createDirectories(log.toAbsolutePath().getParent());
    List<String> whole = new ArrayList<>();
    if (isOnPath("setsid")) {
      whole.add("setsid");
      if (niceness != 0) {
        whole.addAll(List.of("sh", "-c", NICE, String.valueOf(niceness)));
      }
    }
    whole.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(whole)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new ChildProcess(name, builder.start(), log);
  }

  /** Whether a program of that name is found on PATH. */
  public static boolean isOnPath(String program) {
    String path = System.getenv("PATH");
    return path != null
        && Stream.of(path.split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public Path log() {
    return log;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its exit code once it has ended. */
  public CompletableFuture<Integer> ended() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /**
   * @throws IllegalThreadStateException while it runs
   */
  public int exitCode() {
    return process.exitValue();
  }

  /** Waits for it to end; false when it still runs. */
  public boolean awaitEnd(Duration patience) {
    return await(process.onExit(), patience);
  }

  /** Ends its standard input, as the end of this program does. */
  public void endInput() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close the input of " + name, e);
    }
  }

  /** Asks it to end, and kills it with all it started when it has not after 10 s. */
  public void stop() {
    stop(PATIENCE);
  }

  /** Asks it to end, and kills it with all it started when it has not in time. */
  public void stop(Duration patience) {
    List<ProcessHandle> family = family();
    // A frozen process can't obey.
    Signals.send("CONT", family);
    process.destroy();
    if (!awaitEnd(patience)) {
      killAll(family);
    }
  }

  /** SIGKILL for it and all it started; returns when they are gone. */
  public void kill() {
    killAll(family());
  }

  /** SIGSTOP: it keeps its sockets and answers nothing, as a hung host does. */
  public void freeze() {
    Signals.send("STOP", family());
  }

  /** SIGCONT: goes on where {@link #freeze} stopped it. */
  public void thaw() {
    Signals.send("CONT", family());
  }

  @Override
  public void close() {
    stop();
  }

  /** The last lines of its log, for an error message. */
  public List<String> tail(int lines) {
    try {
      List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of("(no log: " + e.getMessage() + ")");
    }
  }

  private void killAll(List<ProcessHandle> family) {
    family.forEach(ProcessHandle::destroyForcibly);
    await(
        CompletableFuture.allOf(
            family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new)),
        PATIENCE);
  }

  private List<ProcessHandle> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  private boolean await(CompletableFuture<?> end, Duration patience) {
    try {
      end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("can't wait for " + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return end.isDone();
    }
  }
}
