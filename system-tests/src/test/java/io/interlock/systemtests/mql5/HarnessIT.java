package io.interlock.systemtests.mql5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Builds the Expert Advisor for its emulated terminal and runs every test of {@code mql5/harness},
 * as {@code make -C mql5/harness test} does.
 *
 * <p>Skipped where a tool is missing, unless {@code INTERLOCK_REQUIRE_NATIVE=1} says that none may
 * be.
 */
class HarnessIT {
  private static final int SHOWN_LINES = 80;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldPassEveryTestWhenTheExpertAdvisorIsBuiltForTheEmulatedTerminal() throws Exception {
    // Given
    List<String> missing = missingTools();
    if (!"1".equals(System.getenv("INTERLOCK_REQUIRE_NATIVE"))) {
      assumeTrue(missing.isEmpty(), "mql5/ is not tested, install: " + String.join(" ", missing));
    }
    assertThat(missing).as("packages INTERLOCK_REQUIRE_NATIVE=1 demands").isEmpty();
    Path harness = Path.of(System.getProperty("interlock.home"), "mql5", "harness");
    Path log = harness.resolve("build/test.log");
    Files.createDirectories(log.getParent());

    // When
    int exit = run(List.of("make", "-j2", "test"), harness, log);

    // Then
    List<String> lines = Files.readAllLines(log);
    assertThat(exit)
        .as(String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size())))
        .isZero();
    assertThat(lines).filteredOn("OK"::equals).hasSizeGreaterThan(10);
  }

  private static List<String> missingTools() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    for (String program : List.of("g++", "make", "python3")) {
      if (!ChildProcess.isOnPath(program)) {
        missing.add(program);
      }
    }
    if (!Files.exists(Path.of("/usr/include/zmq.h"))) {
      missing.add("libzmq3-dev");
    }
    if (!canImportZmq("python3") && !canImportZmq("/usr/bin/python3")) {
      missing.add("python3-zmq");
    }
    return missing;
  }

  private static boolean canImportZmq(String python) throws InterruptedException {
    try {
      Path nowhere = Path.of("/dev/null");
      return run(List.of(python, "-c", "import zmq"), Path.of("."), nowhere) == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  private static int run(List<String> command, Path folder, Path log)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      return process.waitFor();
    } finally {
      process.destroyForcibly();
    }
  }
}
