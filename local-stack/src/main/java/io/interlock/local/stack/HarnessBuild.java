package io.interlock.local.stack;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Compiles the Expert Advisor for its emulated terminal, when it is missing or out of date. */
public final class HarnessBuild {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String TARGET = "build/release/InterlockGateway";
  private static final List<String> SOURCES =
      List.of(
          "Experts/InterlockGateway.mq5",
          "Include",
          "harness/runtime",
          "harness/translate.py",
          "harness/lint.py",
          "harness/mql5_source.py");

  private HarnessBuild() {}

  /** Debian packages without which it can't be compiled, and that are not installed. */
  public static List<String> missingPackages() {
    List<String> missing = new ArrayList<>();
    for (String program : List.of("g++", "make", "python3")) {
      if (!ChildProcess.isOnPath(program)) {
        missing.add(program);
      }
    }
    if (!missing.contains("g++") && !findsZmqHeader()) {
      missing.add("libzmq3-dev");
    }
    return missing;
  }

  static Path program(Path home) {
    return harness(home).resolve(TARGET);
  }

  /** Says what to install when it has to be compiled and can't be. */
  static void check(Path home) throws StartFailure {
    if (!isDue(home)) {
      return;
    }
    List<String> missing = missingPackages();
    if (!missing.isEmpty()) {
      throw new StartFailure(
          "the Expert Advisor can't be compiled without " + String.join(", ", missing),
          "sudo apt-get install " + String.join(" ", missing));
    }
  }

  /**
   * Makes the program equal to its sources.
   *
   * @param log where the compiler writes
   */
  static void build(Path home, Path log) throws IOException, StartFailure {
    if (!isDue(home)) {
      return;
    }
    try (ChildProcess make =
        ChildProcess.start("make", List.of("make", "-j2", TARGET), Map.of(), harness(home), log)) {
      if (!make.awaitEnd(PATIENCE) || make.exitCode() != 0) {
        throw new StartFailure("make -C " + harness(home) + " " + TARGET + " failed", "see " + log);
      }
    }
  }

  private static boolean isDue(Path home) throws StartFailure {
    Path program = program(home);
    try {
      if (!Files.exists(program)) {
        return true;
      }
      FileTime built = Files.getLastModifiedTime(program);
      for (String source : SOURCES) {
        try (Stream<Path> files = Files.walk(home.resolve("mql5").resolve(source))) {
          for (Path file : files.filter(Files::isRegularFile).toList()) {
            if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
              return true;
            }
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new StartFailure(
          "can't read the sources of the Expert Advisor (" + e.getMessage() + ")",
          "see " + home.resolve("mql5"),
          e);
    }
  }

  private static boolean findsZmqHeader() {
    try {
      Process compiler =
          new ProcessBuilder("g++", "-x", "c++", "-fsyntax-only", "-include", "zmq.h", "/dev/null")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return compiler.waitFor(1, TimeUnit.MINUTES) && compiler.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Path harness(Path home) {
    return home.resolve("mql5/harness");
  }
}
