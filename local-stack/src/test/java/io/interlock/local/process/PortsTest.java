package io.interlock.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void shouldNeverGiveAPortTwiceWhenNobodyListensYet() {
    // When
    Set<Integer> given = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Arrays.stream(Ports.free(10)).forEach(given::add);
    }

    // Then
    assertThat(given).hasSize(2_000);
  }

  @Test
  void shouldLeaveAPortToTheProgramThatChoseItUntilThatEnds() throws Exception {
    // Given
    ChildProcess other =
        JavaProgram.of(Chooser.class).start("chooser", folder, folder.resolve("log"));
    try (other) {
      String line = JavaProgram.awaitLine(other, "chose ", PATIENCE);
      int port = Integer.parseInt(line.substring("chose ".length()));

      // When
      boolean whileItRuns = Ports.choose(port);
      other.kill();

      // Then
      assertThat(whileItRuns).isFalse();
      assertThat(Ports.choose(port)).isTrue();
    }
  }

  /** Another program that has chosen a port and does not listen there. */
  static final class Chooser {
    private Chooser() {}

    public static void main(String[] arguments) throws Exception {
      System.out.println("chose " + Ports.free());
      JavaProgram.awaitEndOfParent();
    }
  }
}
