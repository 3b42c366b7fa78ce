package io.interlock.local.stack;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreconditionsTest {
  @TempDir Path folder;

  @Test
  void shouldNameThePortAndTheOptionWhenAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Given
      StackPorts free = StackPorts.free();
      StackPorts ports =
          new StackPorts(
              free.router(),
              free.registry(),
              free.gateway(),
              free.audit(),
              taken.getLocalPort(),
              free.postgres(),
              free.mt5Command(),
              free.mt5Data(),
              free.mt5Control(),
              free.intake());

      // When, Then
      assertThatThrownBy(() -> Preconditions.check(settings(folder, ports)))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " (kafka) is taken")
          .hasMessageContaining("--kafka-port");
    }
  }

  @Test
  void shouldNameTheFolderWhenItIsNone() throws Exception {
    // Given
    Path file = Files.createFile(folder.resolve("file"));

    // When, Then
    assertThatThrownBy(() -> Preconditions.check(settings(file, StackPorts.free())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("can't write to " + file)
        .hasMessageContaining("--data DIR");
  }

  @Test
  void shouldNameTheBuildWhenAServiceIsNotBuilt() {
    // When, Then
    assertThatThrownBy(() -> Preconditions.check(settings(folder, StackPorts.free())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("quarkus-run.jar is missing");
  }

  @Test
  void shouldSayHowToStopItWhenAStackRuns() throws Exception {
    // Given
    StackState.Part running = StackState.Part.of("kafka", ProcessHandle.current(), 0, "TERM");
    new StackState(StackPorts.free(), List.of(running)).write(folder);

    // When, Then
    assertThatThrownBy(() -> Preconditions.check(settings(folder, StackPorts.free())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("already runs (kafka)")
        .hasMessageContaining("./interlock down");
  }

  @Test
  void shouldNotTakeAnotherProcessForOursWhenTheIdIsTheSame() throws Exception {
    // Given
    StackState.Part gone =
        new StackState.Part("kafka", ProcessHandle.current().pid(), Instant.EPOCH, 0, "TERM");
    new StackState(StackPorts.free(), List.of(gone)).write(folder);

    // When, Then
    assertThatThrownBy(() -> Preconditions.check(settings(folder, StackPorts.free())))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("quarkus-run.jar is missing");
  }

  private static StackSettings settings(Path data, StackPorts ports) {
    return new StackSettings(
        Path.of("nowhere"), data, ports, Path.of("nowhere", "brokers.yaml"), false);
  }
}
