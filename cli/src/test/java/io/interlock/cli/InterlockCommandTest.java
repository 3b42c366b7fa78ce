package io.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.local.keys.LocalKeys;
import io.interlock.local.process.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class InterlockCommandTest {
  @TempDir Path data;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldListItsCommandsWhenCalledWithoutAny() {
    // When
    int exitCode = run();

    // Then
    assertThat(exitCode).isZero();
    assertThat(out.toString()).contains("up ", "down ", "signal ", "kill ", "orders ");
  }

  @Test
  void shouldExitWithTwoWhenTheCommandIsUnknown() {
    // When
    int exitCode = run("upp");

    // Then
    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains("up");
  }

  @Test
  void shouldPrintATokenWhenThereAreKeys() throws Exception {
    // Given
    LocalKeys.in(data.resolve("keys"), Clock.systemUTC());

    // When
    int exitCode = run("token", "trader", "--data", data.toString());

    // Then
    assertThat(exitCode).isZero();
    assertThat(out.toString().strip().split("\\.")).hasSize(3);
  }

  @Test
  void shouldNameTheRolesWhenTheRoleIsUnknown() {
    // When
    int exitCode = run("token", "admin", "--data", data.toString());

    // Then
    assertThat(exitCode).isEqualTo(2);
    assertThat(err.toString()).contains("'admin' must be one of trader, risk-officer");
  }

  @Test
  void shouldSayWhatToRunWhenThereAreNoKeys() {
    // When
    int exitCode = run("token", "trader", "--data", data.toString());

    // Then
    assertThat(exitCode).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("interlock: there are no keys")
        .contains("./interlock up");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void shouldSayWhatToRunWhenNothingRuns() {
    // When
    int exitCode = run("status", "--data", data.toString());

    // Then
    assertThat(exitCode).isEqualTo(1);
    assertThat(out.toString()).contains("Nothing runs").contains("./interlock up");
  }

  @Test
  void shouldSayInOneLineWhichOptionHelpsWhenAPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // When
      int exitCode =
          run(
              "up",
              "--data",
              data.toString(),
              "--router-port",
              Integer.toString(taken.getLocalPort()),
              "--kafka-port",
              Integer.toString(Ports.free()));

      // Then
      assertThat(exitCode).isEqualTo(1);
      assertThat(err.toString())
          .startsWith("interlock: port")
          .contains(taken.getLocalPort() + " (router)")
          .contains("--router-port");
      assertThat(err.toString().lines()).hasSize(1);
      assertThat(data.resolve("stack.json")).doesNotExist();
    }
  }

  private int run(String... arguments) {
    CommandLine command = InterlockCommand.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
