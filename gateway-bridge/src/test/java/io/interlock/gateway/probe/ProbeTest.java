package io.interlock.gateway.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.Json;
import io.interlock.gateway.NativeZeroMq;
import io.interlock.gateway.curve.CurveKeyPair;
import io.interlock.gateway.curve.KeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(30)
class ProbeTest {
  private static final String INTERLOCK_PING =
      "\"PING\":{\"v\":1,\"request_id\":\"{request_id}\",\"status\":\"SUCCESS\",\"data\":{}}";

  @TempDir Path folder;

  /** What the command printed and how it ended. */
  private record Run(int exit, JsonNode report, String errors) {
    JsonNode stage(int number) {
      return report.get("stages").get(number - 1);
    }

    String finding(int number) {
      return stage(number).get("finding").asText();
    }

    List<String> outcomes() {
      List<String> outcomes = new ArrayList<>();
      report.get("stages").forEach(stage -> outcomes.add(stage.get("outcome").asText()));
      return outcomes;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "interlock-1 | {\"PING\":{\"v\":1,\"status\":\"SUCCESS\",\"data\":{}},\"STATUS\":{\"v\":1,\"status\":\"SUCCESS\",\"data\":{\"gateway\":\"MT5-Windows\",\"connected\":true}}} | gateway=MT5-Windows",
        "mt5-crs     | {\"HEARTBEAT\":{\"status\":\"SUCCESS\",\"data\":null},\"STATUS\":{\"status\":\"OPERATIONAL\"}} | status=OPERATIONAL",
        "flat-order  | {\"PING\":{\"status\":\"OK\"},\"STATUS\":{\"status\":\"OK\",\"gateway\":\"MT5-Windows\"}} | gateway=MT5-Windows status=OK",
        "quantmind   | {\"GET_BALANCE\":{\"status\":\"success\",\"data\":{\"balance\":1}},\"STATUS\":{\"status\":\"success\"}} | status=success",
      })
  void shouldSayYesWhenTheHostAnswersInItsDialect(String dialect, String table, String shown)
      throws Exception {
    try (NativeZeroMq host = NativeZeroMq.run("simple_host.py", table)) {
      // When
      Run run = probe(Integer.parseInt(host.line()), "--dialect", dialect);
      // Then
      assertThat(run.exit()).isZero();
      assertThat(run.outcomes()).containsExactly("OK", "OK", "OK");
      assertThat(run.finding(3)).contains(shown);
      assertThat(run.report().get("tradable").asBoolean()).isTrue();
    }
  }

  @Test
  void shouldOnlyWarnWhenTheHostDoesNotKnowStatus() throws Exception {
    try (NativeZeroMq host =
        NativeZeroMq.run(
            "simple_host.py",
            "{"
                + INTERLOCK_PING
                + ",\"STATUS\":{\"status\":\"ERROR\","
                + "\"error\":{\"code\":\"UNKNOWN_ACTION\",\"message\":\"STATUS?\"}}}")) {
      // When
      Run run = probe(Integer.parseInt(host.line()));
      // Then
      assertThat(run.exit()).isZero();
      assertThat(run.outcomes()).containsExactly("OK", "OK", "WARNING");
      assertThat(run.finding(3)).contains("UNKNOWN_ACTION");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"connected\":false}           | not connected to its trade server",
        "{\"connected\":true,\"kill\":{\"latched\":true,\"kill_epoch\":3}} | kill switch of the host",
      })
  void shouldSayNoWhenTheHostCannotTrade(String status, String finding) throws Exception {
    try (NativeZeroMq host =
        NativeZeroMq.run(
            "simple_host.py",
            "{"
                + INTERLOCK_PING
                + ",\"STATUS\":{\"status\":\"SUCCESS\",\"data\":"
                + status
                + "}}")) {
      // When
      Run run = probe(Integer.parseInt(host.line()));
      // Then
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.finding(3)).contains(finding);
    }
  }

  @Test
  void shouldStillAskStatusWhenTheFirstQuestionIsNotAnswered() throws Exception {
    try (NativeZeroMq host =
        NativeZeroMq.run(
            "simple_host.py",
            "{\"STATUS\":{\"status\":\"SUCCESS\",\"data\":{\"gateway\":\"slow\"}}}")) {
      // When
      Run run = probe(Integer.parseInt(host.line()), "--timeout", "700");
      // Then
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.outcomes()).containsExactly("OK", "FAILED", "OK");
      assertThat(run.finding(2)).contains("does not answer within 700 ms");
      assertThat(run.finding(3)).contains("gateway=slow");
    }
  }

  @Test
  void shouldSayGarbageWhenTheAnswerIsNoJson() throws Exception {
    try (NativeZeroMq host =
        NativeZeroMq.run("simple_host.py", "{\"PING\":\"moo\",\"STATUS\":{\"status\":\"OK\"}}")) {
      // When
      Run run = probe(Integer.parseInt(host.line()));
      // Then
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.finding(2)).contains("garbage").contains("moo");
    }
  }

  @Test
  void shouldNameTheDialectWhenTheHostAnswersWithAnError() throws Exception {
    try (NativeZeroMq host =
        NativeZeroMq.run(
            "simple_host.py",
            "{\"PING\":{\"status\":\"error\",\"message\":\"unknown type\"},"
                + "\"STATUS\":{\"status\":\"OK\"}}")) {
      // When
      Run run = probe(Integer.parseInt(host.line()));
      // Then
      assertThat(run.finding(2)).contains("unknown type");
      assertThat(run.stage(2).get("remedy").asText()).contains("--dialect");
    }
  }

  @Test
  void shouldSayRefusedWhenNothingListens() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    // When
    Run run = probe(port);
    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.outcomes()).containsExactly("FAILED", "SKIPPED", "SKIPPED");
    assertThat(run.finding(1)).contains("refuses connections");
    assertThat(run.stage(1).get("remedy").asText()).contains("Expert Advisor");
  }

  @Test
  void shouldSayTheNameIsUnknownWhenItDoesNotResolve() {
    // When
    Run run = run("--host", "no-such-host.invalid", "--port", "5555", "--json");
    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.finding(1)).contains("no-such-host.invalid can't be resolved");
  }

  @Test
  void shouldSayTimeOutWhenConnectionsAreNotTaken() throws Exception {
    // Given: a listener whose queue is full drops further connections
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> waiting = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          Socket socket = new Socket();
          waiting.add(socket);
          connectQuietly(socket, full);
        }
        // When
        Run run = probe(full.getLocalPort(), "--timeout", "500");
        // Then
        assertThat(run.finding(1)).contains("within the time-out");
        assertThat(run.stage(1).get("remedy").asText()).contains("firewall");
      } finally {
        for (Socket socket : waiting) {
          socket.close();
        }
      }
    }
  }

  @Test
  void shouldSayItIsAWebServerWhenItIsOne() throws Exception {
    // When
    Run run = against(socket -> write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.finding(2)).contains("HTTP/1.1 400 Bad Request");
    assertThat(run.stage(2).get("remedy").asText()).contains("web server");
    assertThat(run.outcomes()).containsExactly("OK", "FAILED", "SKIPPED");
  }

  @Test
  void shouldSayItIsSilentWhenNoGreetingComes() throws Exception {
    // When
    Run run = against(socket -> {});
    // Then
    assertThat(run.finding(2)).contains("says nothing");
  }

  @Test
  void shouldSayItHangsUpWhenItClosesAtOnce() throws Exception {
    // When
    Run run = against(Socket::close);
    // Then
    assertThat(run.finding(2)).contains("closes the connection");
  }

  @Test
  void shouldDiagnoseCurve() throws Exception {
    // Given
    for (String name : List.of("host", "bridge", "stranger")) {
      KeyFile.write(folder, name, CurveKeyPair.generate());
    }
    String allowed = KeyFile.readPublic(folder.resolve("bridge.key")).z85();
    String table = "{" + INTERLOCK_PING + ",\"STATUS\":{\"status\":\"OK\"}}";
    try (NativeZeroMq curveHost =
            NativeZeroMq.run("simple_host.py", table, folder.resolve("host.key_secret"), allowed);
        NativeZeroMq plainHost = NativeZeroMq.run("simple_host.py", table)) {
      int port = Integer.parseInt(curveHost.line());
      int plainPort = Integer.parseInt(plainHost.line());
      // When
      Run good = probe(port, curve("host", "bridge"));
      Run foreign = probe(port, curve("host", "stranger"));
      Run wrongHost = probe(port, curve("stranger", "bridge", "--timeout", "1000"));
      Run withoutKeys = probe(port);
      Run notCurve = probe(plainPort, curve("host", "bridge"));
      // Then
      assertThat(good.exit()).isZero();
      assertThat(foreign.finding(2)).contains("CURVE key refused");
      assertThat(foreign.stage(2).get("remedy").asText()).contains("allow-list");
      assertThat(foreign.outcomes()).containsExactly("OK", "FAILED", "SKIPPED");
      assertThat(wrongHost.finding(2)).contains("CURVE handshake broken off");
      assertThat(wrongHost.stage(2).get("remedy").asText()).contains("--curve-server-key");
      assertThat(withoutKeys.finding(2)).contains("requires CURVE");
      assertThat(notCurve.finding(2)).contains("does not use CURVE");
    }
  }

  @Test
  void shouldExitWith2WhenOptionsAreWrong() {
    // When, Then
    assertThat(run("--host", "h", "--port", "70000").errors())
        .contains("--port must be 1 to 65535 (found: 70000)");
    assertThat(run("--host", "h", "--dialect", "dwx").errors()).contains("interlock-1, mt5-crs");
    assertThat(run("--host", "h", "--curve-key", "k").errors()).contains("needed together");
    assertThat(run("--host", "h", "--timeout", "x").exit()).isEqualTo(2);
  }

  @Test
  void shouldTakeHostAndPortFromTheVariablesPeopleUse() throws Exception {
    // Given
    Path file =
        Files.writeString(
            folder.resolve(".env"), "# gateway\nGTW_PORT=\"5556\"\nexport GTW_TIMEOUT_MS=900\n");
    // When
    HostVariables variables = new HostVariables(file, Map.of("GTW_HOST", "win")::get);
    HostVariables url =
        new HostVariables(
            folder.resolve("absent"), Map.of("ZMQ_EXECUTION_URL", "tcp://10.0.0.5:6000")::get);
    // Then
    assertThat(variables.host()).isEqualTo("win");
    assertThat(variables.port()).isEqualTo("5556");
    assertThat(variables.timeoutMillis()).isEqualTo("900");
    assertThat(url.host()).isEqualTo("10.0.0.5");
    assertThat(url.port()).isEqualTo("6000");
    assertThat(url.timeoutMillis()).isEqualTo("5000");
  }

  private String[] curve(String server, String client, String... more) {
    return Stream.concat(
            Stream.of(
                "--curve-server-key", folder.resolve(server + ".key").toString(),
                "--curve-key", folder.resolve(client + ".key_secret").toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static Run probe(int port, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("--host", "127.0.0.1", "--port", "" + port, "--json"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--timeout")) {
      arguments.addAll(List.of("--timeout", "3000"));
    }
    return run(arguments.toArray(String[]::new));
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter errors = new StringWriter();
    int exit =
        new CommandLine(new ProbeCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(errors))
            .execute(arguments);
    try {
      JsonNode report =
          exit == 2
              ? Json.treeOf(Map.of())
              : Json.tree(out.toString().getBytes(StandardCharsets.UTF_8));
      return new Run(exit, report, errors.toString());
    } catch (io.interlock.contracts.json.InvalidMessage e) {
      throw new AssertionError(out.toString(), e);
    }
  }

  private interface Behaviour {
    void on(Socket socket) throws IOException;
  }

  /** Probes a plain TCP listener that treats each connection in the same way. */
  private static Run against(Behaviour behaviour) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  while (true) {
                    behaviour.on(server.accept());
                  }
                } catch (IOException e) {
                  // the test is over
                }
              });
      return probe(server.getLocalPort(), "--timeout", "1000");
    }
  }

  private static void connectQuietly(Socket socket, ServerSocket to) {
    try {
      socket.connect(to.getLocalSocketAddress(), 100);
    } catch (IOException e) {
      // the queue is full, as it should be
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }
}
