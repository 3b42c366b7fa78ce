package io.interlock.local.mt5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.OrderCondition;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a test can make go wrong at a host, and that the ledger tells the truth all the same. */
class HostFaultsTest {
  private SimulatedMt5Host host;
  private TestClient client;

  @BeforeEach
  void start() {
    host = SimulatedMt5Host.start(new Mt5HostSetup().tickMillis(20));
    client = new TestClient(host);
    client.hello();
  }

  @AfterEach
  void stop() {
    client.close();
    host.close();
  }

  @Test
  void shouldExecuteOnceWhenTheReplyIsLost() {
    // Given
    host.inject(Fault.next(Fault.Kind.LOSE_REPLY, "OPEN_ORDER"));

    // When
    client.sendAndForget(client.market("A", "BUY", "0.10"));
    JsonNode again = client.open("A", "BUY", "0.10");

    // Then
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(again.at("/data/state").asText()).isEqualTo("FILLED");
    assertThat(host.ledger().dealsOf("A")).hasSize(1);
  }

  @Test
  void shouldExecuteNothingWhenTheRequestIsLost() {
    // Given
    host.inject(Fault.next(Fault.Kind.LOSE_REQUEST, "OPEN_ORDER"));

    // When
    client.sendAndForget(client.market("A", "BUY", "0.10"));

    // Then
    JsonNode status = client.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "A"));
    assertThat(status.at("/error/code").asText()).isEqualTo("NOT_FOUND");
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldKeepAnsweringOthersWhileAReplyIsDelayed() {
    // Given
    host.inject(Fault.delayReply("OPEN_ORDER", 400));
    long before = System.nanoTime();
    try (TestClient other = new TestClient(host)) {
      client.post(bytes(client.market("A", "BUY", "0.10")));

      // When
      other.ask("PING", p -> {});

      // Then
      assertThat(System.nanoTime() - before).isLessThan(400_000_000L);
    }
  }

  @Test
  void shouldAnswerNobodyWhileTheBrokerIsSlow() {
    // Given
    host.inject(Fault.slow("OPEN_ORDER", 300));
    try (TestClient other = new TestClient(host)) {
      other.ask("PING", p -> {});
      long before = System.nanoTime();
      client.post(bytes(client.market("A", "BUY", "0.10")));
      await().until(() -> received("OPEN_ORDER"));

      // When
      other.ask("PING", p -> {});

      // Then
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(290_000_000L);
    }
  }

  @Test
  void shouldRefuseWhatThawsAfterItsDeadline() {
    // Given
    host.apply(new ControlCommand.Freeze());
    ObjectNode order = client.market("A", "BUY", "0.10").put("deadline", client.deadlineIn(100));
    client.sendAndForget(order);

    // When
    host.apply(new ControlCommand.Thaw());

    // Then
    await()
        .untilAsserted(
            () ->
                assertThat(host.ledger().commands())
                    .anySatisfy(
                        command -> {
                          assertThat(command.clientOrderId()).isEqualTo("A");
                          assertThat(command.outcome()).isEqualTo("DEADLINE_PASSED");
                        }));
    JsonNode status = client.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "A"));
    assertThat(status.at("/data/state").asText()).isEqualTo("EXPIRED");
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldSendGarbageAndTooMuch() {
    // Given
    host.inject(Fault.next(Fault.Kind.GARBAGE_REPLY, "PING"));
    host.inject(Fault.next(Fault.Kind.OVERSIZED_REPLY, "STATUS"));

    // When
    byte[] garbage = client.rawReply(client.request("PING", p -> {}), 1_000);
    byte[] oversized = client.rawReply(client.request("STATUS", p -> {}), 300);

    // Then
    assertThat(garbage).startsWith('{', 0xff);
    assertThat(oversized).isNull();
    assertThat(client.ask("PING", p -> {}).get("status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void shouldRefuseWithTheRetcodeOfTheScript() {
    // Given
    host.inject(Fault.reject(10006));
    host.inject(Fault.next(Fault.Kind.REQUOTE, "OPEN_ORDER").of("B"));

    // When
    JsonNode rejected = client.open("A", "BUY", "0.10");
    JsonNode requoted = client.open("B", "BUY", "0.10");
    JsonNode filled = client.open("C", "BUY", "0.10");

    // Then
    assertThat(rejected.at("/error/code").asText()).isEqualTo("REJECTED");
    assertThat(rejected.at("/error/retcode").asInt()).isEqualTo(10006);
    assertThat(requoted.at("/error/message").asText()).startsWith("REQUOTE");
    assertThat(filled.get("status").asText()).isEqualTo("SUCCESS");
    assertThat(host.ledger().deals()).hasSize(1);
  }

  @Test
  void shouldFillInPartAndCancelTheRestOfAnIocOrder() {
    // Given
    host.inject(Fault.fill("0.4"));

    // When
    JsonNode data = client.open("A", "BUY", "0.10").get("data");

    // Then
    assertThat(data.get("state").asText()).isEqualTo("CANCELED");
    assertThat(data.get("filled_volume").asText()).isEqualTo("0.04");
    assertThat(data.get("remaining_volume").asText()).isEqualTo("0.06");
    assertThat(data.get("retcode_name").asText()).isEqualTo("DONE_PARTIAL");
  }

  @Test
  void shouldFillTheRestOfARestingOrderLater() {
    // Given
    host.apply(price("1.08500", "1.08510"));
    host.inject(Fault.fill("0.5"));

    // When
    JsonNode placed =
        client.ask(
            "OPEN_ORDER",
            p -> {
              TestClient.order(p, "A", "BUY", "0.10", "LIMIT", "GTC");
              p.put("price", "1.08600");
            });

    // Then
    assertThat(placed.at("/data/state").asText()).isEqualTo("PARTIALLY_FILLED");
    await().until(() -> host.ledger().ordersOf("A").getFirst().state() == OrderCondition.FILLED);
    assertThat(host.ledger().dealsOf("A")).hasSize(2);
    assertThat(host.ledger().positions()).hasSize(1);
  }

  @Test
  void shouldFillMoreThanAskedWhenTold() {
    // Given
    host.inject(Fault.fill("1.5"));

    // When
    JsonNode data = client.open("A", "BUY", "0.10").get("data");

    // Then
    assertThat(data.get("filled_volume").asText()).isEqualTo("0.15");
    assertThat(host.ledger().positions().getFirst().volume()).isEqualByComparingTo("0.15");
  }

  @Test
  void shouldAnswerUnknownThenTellWhenAsked() {
    // Given
    host.inject(Fault.next(Fault.Kind.NO_RESULT, "OPEN_ORDER"));

    // When
    JsonNode reply = client.open("A", "BUY", "0.10");
    JsonNode status = client.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "A"));

    // Then
    assertThat(reply.at("/error/code").asText()).isEqualTo("UNKNOWN");
    assertThat(status.at("/data/state").asText()).isEqualTo("FILLED");
  }

  @Test
  void shouldBeThereAgainAfterConnectionsWereCut() {
    // When
    host.apply(new ControlCommand.DropConnections());
    client.reconnect();

    // Then
    assertThat(client.ask("PING", p -> {}).get("status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void shouldForgetHelloButNoOrderWhenRestarted() {
    // Given
    JsonNode first = client.open("A", "BUY", "0.10");
    client.ask("KILL_SWITCH", p -> p.put("kill_epoch", 1));
    String before = host.bootId();

    // When
    host.apply(new ControlCommand.Restart());
    client.reconnect();
    JsonNode unknown = client.open("B", "BUY", "0.10");
    JsonNode again = client.open("A", "BUY", "0.10");

    // Then
    assertThat(host.bootId()).isNotEqualTo(before);
    assertThat(unknown.at("/error/code").asText()).isEqualTo("NO_HELLO");
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(again.at("/data/order")).isEqualTo(first.at("/data/order"));
    assertThat(client.hello().at("/kill/latched").asBoolean()).isTrue();
  }

  @Test
  void shouldTellOfAnExecutionThatTheRestartedTerminalDidNotAskFor() {
    // Given
    host.inject(Fault.slow("OPEN_ORDER", 1_000));
    client.post(bytes(client.market("A", "BUY", "0.10")));
    await().until(() -> received("OPEN_ORDER"));

    // When
    host.apply(new ControlCommand.Restart());
    client.reconnect();
    client.hello();
    JsonNode fence = client.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));

    // Then
    assertThat(fence.at("/data/state").asText()).isEqualTo("UNKNOWN");
    await()
        .untilAsserted(
            () ->
                assertThat(replay(1).get("events"))
                    .anySatisfy(
                        event -> {
                          assertThat(event.get("topic").asText()).isEqualTo("event.order");
                          assertThat(event.at("/data/state").asText()).isEqualTo("FILLED");
                          assertThat(event.get("boot_id").asText()).isEqualTo(host.bootId());
                        }));
    JsonNode again = client.open("A", "BUY", "0.10");
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(host.ledger().dealsOf("A")).hasSize(1);
  }

  @Test
  void shouldKeepEverythingWhenStartedAgainOnTheSameDirectory(@TempDir Path directory) {
    // Given
    String ticket;
    try (SimulatedMt5Host first = SimulatedMt5Host.start(new Mt5HostSetup().dataDir(directory));
        TestClient before = new TestClient(first)) {
      before.epoch = 9;
      before.hello();
      ticket = before.open("A", "BUY", "0.10").at("/data/ticket").asText();
    }

    // When
    try (SimulatedMt5Host second = SimulatedMt5Host.start(new Mt5HostSetup().dataDir(directory));
        TestClient after = new TestClient(second)) {
      JsonNode stale = after.ask("HELLO", p -> p.put("epoch", 8));
      after.epoch = 9;
      after.hello();
      JsonNode again = after.open("A", "BUY", "0.10");
      JsonNode next = after.open("B", "BUY", "0.10");

      // Then
      assertThat(stale.at("/error/code").asText()).isEqualTo("STALE_EPOCH");
      assertThat(again.get("duplicate").asBoolean()).isTrue();
      assertThat(second.ledger().positions().getFirst().ticket()).isEqualTo(ticket);
      assertThat(Long.parseLong(next.at("/data/ticket").asText()))
          .isGreaterThan(Long.parseLong(ticket) + 1);
    }
  }

  @Test
  void shouldShowAGapThatReplayFills() {
    // Given
    client.listening();
    host.apply(new ControlCommand.DropEvents(2));

    // When
    client.open("A", "BUY", "0.10");
    JsonNode seen = client.nextOf("event.position");

    // Then
    assertThat(seen.get("seq").asLong()).isEqualTo(3);
    JsonNode replay = replay(1);
    assertThat(replay.get("complete").asBoolean()).isTrue();
    assertThat(replay.get("events")).hasSize(4);
  }

  @Test
  void shouldSayThatAReplayIsNotCompleteWhenSequenceNumbersWereSkipped() {
    // Given
    host.apply(new ControlCommand.SkipEvents(5));

    // When
    client.open("A", "BUY", "0.10");

    // Then
    assertThat(replay(1).get("complete").asBoolean()).isFalse();
    assertThat(replay(6).get("complete").asBoolean()).isTrue();
  }

  @Test
  void shouldPublishHeldEventsInReverseAndSomeTwice() {
    // Given
    client.listening();
    host.apply(new ControlCommand.HoldEvents());
    client.open("A", "BUY", "0.10");

    // When
    host.apply(new ControlCommand.ReleaseEvents(true));
    List<Long> seqs = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      seqs.add(client.next(e -> e.path("topic").asText().startsWith("event.")).get("seq").asLong());
    }

    // Then
    assertThat(seqs).containsExactly(4L, 3L, 2L, 1L);
  }

  @Test
  void shouldBeDrivenOverTheControlPort() {
    try (Mt5HostControl control = new Mt5HostControl("127.0.0.1", host.controlPort())) {
      // Given
      control.inject(Fault.reject(10019));

      // When
      JsonNode reply = client.open("A", "BUY", "0.10");

      // Then
      assertThat(reply.at("/error/retcode").asInt()).isEqualTo(10019);
      assertThat(control.ledger()).isEqualTo(host.ledger());
    }
  }

  private JsonNode replay(long from) {
    return client
        .ask("REPLAY_EVENTS", p -> p.put("class", "event").put("from_seq", from))
        .get("data");
  }

  private boolean received(String action) {
    return host.ledger().commands().stream().anyMatch(c -> c.action().equals(action));
  }

  private static byte[] bytes(ObjectNode request) {
    return io.interlock.contracts.json.Json.bytes(request);
  }

  private static ControlCommand price(String bid, String ask) {
    return new ControlCommand.Price("EURUSD", new BigDecimal(bid), new BigDecimal(ask));
  }
}
