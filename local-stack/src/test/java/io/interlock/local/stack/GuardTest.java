package io.interlock.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.local.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir Path data;
  private ChildProcess part;
  private ChildProcess guard;

  @BeforeEach
  void startPartAndGuard() throws Exception {
    part = ChildProcess.start("part", List.of("sleep", "60"), Map.of(), data, data.resolve("log"));
    new StackState(
            StackPorts.documented(), List.of(StackState.Part.of("part", part.handle(), 0, "TERM")))
        .write(data);
    guard =
        Guard.start(
            new StackSettings(
                data, data, StackPorts.documented(), data.resolve("brokers.yaml"), false));
  }

  @AfterEach
  void stop() {
    part.kill();
    guard.kill();
  }

  @Test
  void shouldStopThePartsWhenTheirStarterIsGone() {
    // When
    guard.endInput();

    // Then
    assertThat(part.awaitEnd(PATIENCE)).isTrue();
  }

  @Test
  void shouldStopNothingWhenTheStackWasStoppedInOrder() throws Exception {
    // Given
    Files.delete(StackState.file(data));

    // When
    guard.endInput();

    // Then
    assertThat(guard.awaitEnd(PATIENCE)).isTrue();
    assertThat(part.isAlive()).isTrue();
  }
}
