package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.Json;
import io.interlock.gateway.NativeZeroMq;
import io.interlock.gateway.curve.AllowList;
import io.interlock.gateway.curve.CurveKeyPair;
import io.interlock.gateway.curve.KeyFile;
import io.interlock.gateway.curve.ServerSecurity;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

@Timeout(30)
class IntakeSocketTest {
  @TempDir Path folder;
  private final ZContext clients = new ZContext();
  private final ControlBook controls = new ControlBook();
  private final Experts experts = new Experts(Clock.systemUTC(), Duration.ofSeconds(30), 1_000);
  private final IntakeStatistics statistics =
      new IntakeStatistics(
          new SimpleMeterRegistry(), Clock.systemUTC(), Duration.ofMillis(5), System::nanoTime);
  private final List<EventDesk.Entry> journal = new CopyOnWriteArrayList<>();
  private final List<String> refusedKeys = new CopyOnWriteArrayList<>();
  private RiskMultipliers multipliers;
  private IntakeSocket intake;

  @BeforeEach
  void open() throws Exception {
    controls.knownOnce(() -> true);
    multipliers = new RiskMultipliers(folder.resolve("multipliers.json"));
    open(new ServerSecurity.Plain());
  }

  @AfterEach
  void close() {
    clients.close();
    intake.close();
    multipliers.close();
  }

  private void open(ServerSecurity security) {
    EventDesk desk =
        new EventDesk(
            controls,
            experts,
            multipliers,
            statistics,
            () -> new BridgeState(false, List.of()),
            (key, entry) -> journal.add(entry),
            Clock.systemUTC());
    intake =
        new IntakeSocket(
            "127.0.0.1", 0, security, desk::answer, (key, address) -> refusedKeys.add(key));
    assertThat(intake.problem()).isNull();
  }

  @Test
  void shouldAnswerEveryType() throws Exception {
    try (ZMQ.Socket expert = connect(SocketType.REQ)) {
      // When
      JsonNode open = ask(expert, Events.bytes("trade_open", Events.OPEN));
      JsonNode close = ask(expert, Events.bytes("trade_close", "{\"ticket\":\"1\"}"));
      JsonNode modify = ask(expert, Events.bytes("trade_modify", "{\"ticket\":\"1\"}"));
      JsonNode risk = ask(expert, Events.bytes("risk_update", "{\"risk_multiplier\":\"0.5\"}"));
      JsonNode heartbeat = ask(expert, Events.bytes("heartbeat", "{\"balance\":10}"));
      // Then
      assertThat(List.of(open, close, modify, risk, heartbeat))
          .allMatch(answer -> answer.get("status").asText().equals("ok"))
          .allMatch(answer -> answer.get("approved").asBoolean());
      assertThat(open.get("risk_multiplier").asText()).isEqualTo("1");
      assertThat(heartbeat.get("risk_multiplier").asText()).isEqualTo("0.5");
      assertThat(journal)
          .extracting(EventDesk.Entry::type)
          .containsExactly("trade_open", "trade_close", "trade_modify", "risk_update", "heartbeat");
    }
  }

  @Test
  void shouldAnswerWithFieldValueAndRuleAndGoOnWhenEventIsWrong() throws Exception {
    try (ZMQ.Socket expert = connect(SocketType.REQ)) {
      // When
      JsonNode unknown = ask(expert, Events.bytes("trade_reopen", "{}"));
      JsonNode garbage = ask(expert, new byte[] {0, -1, 7});
      JsonNode large = ask(expert, new byte[100 * 1024]);
      JsonNode empty = ask(expert, new byte[0]);
      JsonNode good = ask(expert, Events.bytes("heartbeat", "{}"));
      // Then
      assertThat(unknown.get("status").asText()).isEqualTo("error");
      assertThat(unknown.get("approved").asBoolean()).isFalse();
      assertThat(unknown.get("risk_multiplier").asText()).isEqualTo("0");
      assertThat(unknown.get("field").asText()).isEqualTo("type");
      assertThat(unknown.get("value").asText()).isEqualTo("trade_reopen");
      assertThat(unknown.get("rule").asText()).contains("trade_open, trade_close");
      assertThat(large.get("rule").asText()).contains("65536");
      assertThat(List.of(garbage, empty))
          .allMatch(answer -> answer.get("status").asText().equals("error"));
      assertThat(good.get("status").asText()).isEqualTo("ok");
      assertThat(statistics.snapshot().refused()).containsEntry("malformed", 4L);
      assertThat(journal)
          .extracting(EventDesk.Entry::type)
          .filteredOn("refused"::equals)
          .hasSize(4);
    }
  }

  @Test
  void shouldServeOthersWhenPeersSendGarbageOrOversizedFrames() throws Exception {
    try (Socket browser = new Socket("127.0.0.1", intake.port());
        Socket forger = new Socket("127.0.0.1", intake.port());
        ZMQ.Socket flooder = connect(SocketType.DEALER);
        ZMQ.Socket expert = connect(SocketType.REQ)) {
      // Given
      browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] forged = new byte[80];
      forged[0] = (byte) 0xff;
      forged[9] = 0x7f;
      forged[10] = 3;
      forger.getOutputStream().write(forged);
      forger.getOutputStream().write(new byte[] {2, 127, -1, -1, -1, -1, -1, -1, -1});
      flooder.send(new byte[1024 * 1024]);
      // When
      JsonNode answer = ask(expert, Events.bytes("heartbeat", "{}"));
      // Then
      assertThat(answer.get("status").asText()).isEqualTo("ok");
    }
  }

  @Test
  void shouldEchoTheEnvelopeWhenADealerAsks() throws Exception {
    try (ZMQ.Socket dealer = connect(SocketType.DEALER)) {
      // When
      dealer.sendMore("correlation");
      dealer.sendMore("");
      dealer.send(Events.bytes("heartbeat", "{}"));
      // Then
      assertThat(dealer.recvStr()).isEqualTo("correlation");
      assertThat(dealer.recvStr()).isEmpty();
      assertThat(Json.tree(dealer.recv()).get("status").asText()).isEqualTo("ok");
      // When
      dealer.send(Events.bytes("heartbeat", "{}"));
      // Then
      assertThat(Json.tree(dealer.recv()).get("status").asText()).isEqualTo("ok");
    }
  }

  @Test
  void shouldRefuseAnEventOfSeveralFrames() throws Exception {
    try (ZMQ.Socket expert = connect(SocketType.REQ)) {
      // When
      expert.sendMore(Events.bytes("heartbeat", "{}"));
      expert.send(Events.bytes("heartbeat", "{}"));
      JsonNode answer = Json.tree(expert.recv());
      // Then
      assertThat(answer.get("status").asText()).isEqualTo("error");
    }
  }

  @Test
  void shouldServeAHundredLibzmqExpertsAtOnce() throws Exception {
    try (NativeZeroMq fleet = NativeZeroMq.run("expert_fleet.py", endpoint(), 100, 4)) {
      // When
      JsonNode outcome = Json.tree(fleet.line().getBytes(StandardCharsets.UTF_8));
      // Then
      assertThat(outcome.get("wrong")).isEmpty();
      assertThat(outcome.get("answers").get("ok").asInt()).isEqualTo(2_000);
      assertThat(experts.connectedCount()).isEqualTo(100);
      assertThat(statistics.snapshot().events())
          .containsEntry("trade_open", 400L)
          .containsEntry("trade_close", 400L)
          .containsEntry("trade_modify", 400L)
          .containsEntry("heartbeat", 400L)
          .containsEntry("risk_update", 400L);
    }
  }

  @Test
  void shouldServeAllowedAndRefuseForeignLibzmqExpertsWhenCurveIsOn() throws Exception {
    // Given
    intake.close();
    open(curve("expert"));
    String server = KeyFile.readPublic(folder.resolve("intake.key")).z85();
    try (NativeZeroMq allowed =
            NativeZeroMq.run(
                "expert_fleet.py", endpoint(), 20, 2, server, folder.resolve("expert.key_secret"));
        NativeZeroMq foreign =
            NativeZeroMq.run(
                "curve_client.py",
                intake.port(),
                server,
                folder.resolve("stranger.key_secret"),
                "{}",
                500)) {
      // When
      JsonNode outcome = Json.tree(allowed.line().getBytes(StandardCharsets.UTF_8));
      // Then
      assertThat(outcome.get("answers").get("ok").asInt()).isEqualTo(200);
      assertThat(foreign.line()).isEqualTo("no answer");
      String stranger = KeyFile.readPublic(folder.resolve("stranger.key")).z85();
      await().untilAsserted(() -> assertThat(refusedKeys).containsExactly(stranger));
      assertThat(journal).allMatch(entry -> entry.client().equals("expert"));
    }
  }

  @Test
  void shouldStopAnsweringAClientWhenItIsTakenOffTheList() throws Exception {
    // Given
    intake.close();
    ServerSecurity.Curve security = curve("expert");
    open(security);
    try (ZMQ.Socket expert = clients.createSocket(SocketType.DEALER)) {
      CurveKeyPair keys = KeyFile.readPair(folder.resolve("expert.key_secret"));
      new io.interlock.gateway.curve.ClientSecurity.Curve(security.keys().publicKey(), keys)
          .secure(expert);
      expert.setHandshakeIvl(500);
      expert.setReceiveTimeOut(5_000);
      expert.connect(endpoint());
      expert.send(Events.bytes("heartbeat", "{}"));
      assertThat(expert.recv()).isNotNull();
      expert.setReceiveTimeOut(300);
      // When
      Files.writeString(folder.resolve("intake.allow"), "# nobody\n");
      // Then
      await()
          .until(
              () -> {
                expert.send(Events.bytes("heartbeat", "{}"));
                return expert.recv() == null;
              });
    }
  }

  @Test
  void shouldSayWhyWhenThePortIsTaken() {
    // When
    try (IntakeSocket second =
        new IntakeSocket(
            "127.0.0.1",
            intake.port(),
            new ServerSecurity.Plain(),
            (bytes, channel, client, at) -> null,
            (key, address) -> {})) {
      // Then
      assertThat(second.problem()).contains("can't serve").contains("in use");
    }
  }

  private ServerSecurity.Curve curve(String allowed) throws Exception {
    KeyFile.write(folder, "intake", CurveKeyPair.generate());
    KeyFile.write(folder, "expert", CurveKeyPair.generate());
    KeyFile.write(folder, "stranger", CurveKeyPair.generate());
    Path list = folder.resolve("intake.allow");
    Files.writeString(
        list, KeyFile.readPublic(folder.resolve(allowed + ".key")) + " " + allowed + "\n");
    return new ServerSecurity.Curve(
        KeyFile.readPair(folder.resolve("intake.key_secret")),
        AllowList.of(list, Duration.ofMillis(50)));
  }

  private String endpoint() {
    return "tcp://127.0.0.1:" + intake.port();
  }

  private ZMQ.Socket connect(SocketType type) {
    ZMQ.Socket socket = clients.createSocket(type);
    socket.setLinger(0);
    socket.setHandshakeIvl(500);
    socket.setReceiveTimeOut(5_000);
    socket.connect(endpoint());
    return socket;
  }

  private static JsonNode ask(ZMQ.Socket expert, byte[] event) throws Exception {
    expert.send(event);
    byte[] answer = expert.recv();
    if (answer == null) {
      throw new IOException("no answer");
    }
    return Json.tree(answer);
  }
}
