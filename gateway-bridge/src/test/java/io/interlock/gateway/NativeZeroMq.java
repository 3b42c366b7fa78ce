package io.interlock.gateway;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A Python script that speaks ZeroMQ through libzmq and libsodium, so that the wire is tested
 * against an implementation that isn't ours.
 */
public final class NativeZeroMq implements AutoCloseable {
  private static final List<String> PYTHONS = List.of("/usr/bin/python3", "python3");

  /** Looked for once: that takes a process. */
  private static final AtomicReference<String> PYTHON = new AtomicReference<>();

  private final Process process;
  private final BufferedReader output;

  private NativeZeroMq(Process process) {
    this.process = process;
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Starts a script from {@code src/test/python}; the test is skipped where pyzmq is missing. */
  public static NativeZeroMq run(String script, Object... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(python());
    command.add(Path.of("src/test/python", script).toAbsolutePath().toString());
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new NativeZeroMq(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** A Python with pyzmq; skips the test where there is none, or fails it where one is required. */
  public static String python() throws IOException, InterruptedException {
    String known = PYTHON.get();
    if (known != null) {
      return known;
    }
    for (String python : PYTHONS) {
      if (hasZeroMq(python)) {
        PYTHON.set(python);
        return python;
      }
    }
    String missing =
        "python3 with pyzmq and CURVE is missing (Debian: apt-get install python3-zmq)";
    if ("1".equals(System.getenv("INTERLOCK_REQUIRE_NATIVE"))) {
      fail(missing);
    }
    assumeTrue(false, missing);
    throw new AssertionError();
  }

  private static boolean hasZeroMq(String python) throws InterruptedException {
    try {
      Process probe =
          new ProcessBuilder(python, "-c", "import zmq; assert zmq.has('curve')")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The next line the script prints; fails when it ends without one. */
  public String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the script ended without another line");
    }
    return line;
  }

  public List<String> rest() throws IOException {
    return output.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
