package io.interlock.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @TempDir Path folder;

  @BeforeAll
  static void sessionsCanBeMade() {
    assumeTrue(ChildProcess.isOnPath("setsid"), "setsid is not on PATH");
  }

  @Test
  void shouldStandBehindOthersAndLeaveItsParentWhereItIsWhenItIsNice() throws IOException {
    // Given
    String before = sessionOf("self");

    // When
    List<String> said = said(7, "nice; cat /proc/self/autogroup");

    // Then
    assertThat(said.getFirst()).isEqualTo("7");
    if (!before.isEmpty()) {
      assertThat(said.get(1)).endsWith("nice 7");
    }
    assertThat(sessionOf("self")).isEqualTo(before);
  }

  @Test
  void shouldRunWithItsArgumentsAsTheyAreWhateverItIsPermitted() throws IOException {
    assertThat(said(-5, "echo \"two  words\"")).containsExactly("two  words");
  }

  private List<String> said(int niceness, String script) throws IOException {
    Path log = folder.resolve("log");
    try (ChildProcess process =
        ChildProcess.start("child", niceness, List.of("sh", "-c", script), Map.of(), folder, log)) {
      assertThat(process.awaitEnd(PATIENCE)).isTrue();
    }
    return Files.readAllLines(log);
  }

  private static String sessionOf(String process) throws IOException {
    Path file = Path.of("/proc", process, "autogroup");
    return Files.isReadable(file) ? Files.readString(file).strip() : "";
  }
}
