package io.interlock.local.mt5;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.order.Side;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.MarginMode;
import io.interlock.local.mt5.trade.OrderCondition;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The native dialect over real sockets. */
class SimulatedMt5HostTest {
  private SimulatedMt5Host host;
  private TestClient client;

  @BeforeEach
  void start() {
    host = SimulatedMt5Host.start(new Mt5HostSetup().tickMillis(20));
    client = new TestClient(host);
  }

  @AfterEach
  void stop() {
    client.close();
    host.close();
  }

  @Test
  void shouldSayWhoItIsWhenGreeted() {
    // When
    JsonNode data = client.hello();

    // Then
    assertThat(data.get("boot_id").asText()).isEqualTo(host.bootId());
    assertThat(data.at("/account/margin_mode").asText()).isEqualTo("HEDGING");
    assertThat(data.get("connected").asBoolean()).isTrue();
    assertThat(data.at("/kill/latched").asBoolean()).isFalse();
    assertThat(data.get("capabilities")).extracting(JsonNode::asText).contains("FENCE", "REPLAY");
  }

  @Test
  void shouldFillAMarketOrderAtTheTouch() {
    // Given
    client.hello();
    host.apply(price("1.08500", "1.08510"));

    // When
    JsonNode reply = client.open("A", "BUY", "0.10");

    // Then
    JsonNode data = reply.get("data");
    assertThat(reply.get("status").asText()).isEqualTo("SUCCESS");
    assertThat(data.get("state").asText()).isEqualTo("FILLED");
    assertThat(data.get("filled_price").asText()).isEqualTo("1.0851");
    assertThat(data.get("filled_volume").asText()).isEqualTo("0.10");
    assertThat(data.get("retcode_name").asText()).isEqualTo("DONE");
    assertThat(data.get("deals")).hasSize(1);
    Ledger ledger = host.ledger();
    assertThat(ledger.dealsOf("A")).hasSize(1);
    assertThat(ledger.positions().getFirst().ticket()).isEqualTo(data.get("ticket").asText());
  }

  @Test
  void shouldAnswerTheStoredResultWhenAnIdComesAgain() {
    // Given
    client.hello();
    JsonNode first = client.open("A", "BUY", "0.10");

    // When
    JsonNode second = client.open("A", "BUY", "0.10");

    // Then
    assertThat(second.get("duplicate").asBoolean()).isTrue();
    assertThat(second.get("data")).isEqualTo(first.get("data"));
    assertThat(host.ledger().ordersOf("A")).hasSize(1);
  }

  @Test
  void shouldRefuseAnIdWithAnotherPayload() {
    // Given
    client.hello();
    client.open("A", "BUY", "0.10");
    ObjectNode other = client.market("A", "SELL", "0.10");
    other.withObject("payload").put("payload_hash", "other");

    // When
    JsonNode reply = client.send(other);

    // Then
    assertThat(code(reply)).isEqualTo("PAYLOAD_MISMATCH");
    assertThat(host.ledger().deals()).hasSize(1);
  }

  @Test
  void shouldRefuseChangesWithoutHello() {
    // Given
    ObjectNode order = client.market("A", "BUY", "0.10");
    order.put("boot_id", host.bootId()).put("deadline", Long.MAX_VALUE);

    // When / Then
    assertThat(code(client.send(order))).isEqualTo("NO_HELLO");
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldRefuseAnotherBootAPassedDeadlineAndAnOldEpoch() {
    // Given
    client.epoch = 5;
    client.hello();
    ObjectNode wrongBoot = client.market("A", "BUY", "0.10").put("boot_id", "b-other");
    ObjectNode late = client.market("B", "BUY", "0.10").put("deadline", client.deadlineIn(-50));
    ObjectNode old = client.market("C", "BUY", "0.10").put("epoch", 4);

    // When / Then
    assertThat(code(client.send(wrongBoot))).isEqualTo("WRONG_BOOT");
    assertThat(code(client.send(late))).isEqualTo("DEADLINE_PASSED");
    assertThat(code(client.send(old))).isEqualTo("STALE_EPOCH");
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldNeverTradeAFencedId() {
    // Given
    client.hello();

    // When
    JsonNode fenced = client.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));
    JsonNode refused = client.open("A", "BUY", "0.10");

    // Then
    assertThat(fenced.at("/data/state").asText()).isEqualTo("FENCED");
    assertThat(code(refused)).isEqualTo("FENCED");
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldGiveTheResultWhenAFenceComesTooLate() {
    // Given
    client.hello();
    client.open("A", "BUY", "0.10");

    // When
    JsonNode fence = client.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));

    // Then
    assertThat(fence.at("/data/state").asText()).isEqualTo("FILLED");
  }

  @Test
  void shouldAnswerUnknownToAFenceWhileTheTradeServerIsAway() {
    // Given
    client.hello();
    host.apply(new ControlCommand.TradeServer(false));

    // When / Then
    assertThat(code(client.open("A", "BUY", "0.10"))).isEqualTo("NOT_CONNECTED");
    JsonNode fence = client.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));
    assertThat(fence.at("/data/state").asText()).isEqualTo("UNKNOWN");
  }

  @Test
  void shouldFillARestingOrderWhenItsPriceComes() {
    // Given
    client.listening().hello();
    host.apply(price("1.08500", "1.08510"));
    JsonNode placed =
        client.ask(
            "OPEN_ORDER",
            p -> {
              TestClient.order(p, "A", "BUY", "0.10", "LIMIT", "GTC");
              p.put("price", "1.08400");
            });

    // When
    host.apply(price("1.08380", "1.08390"));

    // Then
    assertThat(placed.at("/data/state").asText()).isEqualTo("PLACED");
    JsonNode filled =
        client.next(
            e ->
                e.path("topic").asText().equals("event.order")
                    && e.at("/data/state").asText().equals("FILLED"));
    assertThat(filled.at("/data/filled_price").asText()).isEqualTo("1.0839");
    assertThat(filled.at("/data/client_order_id").asText()).isEqualTo("A");
  }

  @Test
  void shouldClosePositionsAtTheirStops() {
    // Given
    client.listening().hello();
    host.apply(price("1.08500", "1.08510"));
    ObjectNode order = client.market("A", "BUY", "0.10");
    order.withObject("payload").put("stop_loss", "1.08400");
    client.send(order);

    // When
    host.apply(price("1.08390", "1.08400"));

    // Then
    JsonNode closed =
        client.next(
            e ->
                e.path("topic").asText().equals("event.deal")
                    && e.at("/data/reason").asText().equals("SL"));
    assertThat(closed.at("/data/entry").asText()).isEqualTo("OUT");
    assertThat(host.ledger().positions()).isEmpty();
    assertThat(host.ledger().funds().balance()).isEqualByComparingTo("999988.00");
  }

  @Test
  void shouldCloseInPartAndNoMoreThanThereIs() {
    // Given
    client.hello();
    String ticket = client.open("A", "BUY", "0.10").at("/data/ticket").asText();

    // When
    JsonNode part = close("B", ticket, "0.04");
    JsonNode tooMuch = close("C", ticket, "0.07");

    // Then
    assertThat(part.at("/data/state").asText()).isEqualTo("FILLED");
    assertThat(host.ledger().positions().getFirst().volume()).isEqualByComparingTo("0.06");
    assertThat(tooMuch.at("/error/retcode").asInt()).isEqualTo(10038);
  }

  @Test
  void shouldRefuseAnOlderRevision() {
    // Given
    client.hello();
    client.ask(
        "OPEN_ORDER",
        p -> {
          TestClient.order(p, "A", "BUY", "0.10", "LIMIT", "GTC");
          p.put("price", "1.00000");
        });

    // When
    JsonNode newer = modify("A", 2, "1.00100");
    JsonNode older = modify("A", 1, "1.00200");

    // Then
    assertThat(newer.get("status").asText()).isEqualTo("SUCCESS");
    assertThat(code(older)).isEqualTo("STALE_REVISION");
    assertThat(host.ledger().ordersOf("A").getFirst().terms().price())
        .isEqualByComparingTo("1.00100");
  }

  @Test
  void shouldCancelOnceWhenACancelIsRepeated() {
    // Given
    client.hello();
    client.ask(
        "OPEN_ORDER",
        p -> {
          TestClient.order(p, "A", "BUY", "0.10", "LIMIT", "GTC");
          p.put("price", "1.00000");
        });
    ObjectNode cancel = client.request("CANCEL_ORDER", p -> p.put("client_order_id", "A"));

    // When
    JsonNode first = client.send(cancel);
    JsonNode again = client.send(cancel);

    // Then
    assertThat(first.at("/data/state").asText()).isEqualTo("CANCELED");
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(host.ledger().ordersOf("A").getFirst().state()).isEqualTo(OrderCondition.CANCELED);
  }

  @Test
  void shouldLatchAndFlattenWhenKilled() {
    // Given
    client.listening().hello();
    client.open("A", "BUY", "0.10");
    client.ask(
        "OPEN_ORDER",
        p -> {
          TestClient.order(p, "B", "BUY", "0.10", "LIMIT", "GTC");
          p.put("price", "1.00000");
        });

    // When
    JsonNode killed =
        client.ask(
            "KILL_SWITCH",
            p -> p.put("kill_epoch", 3).put("cancel_orders", true).put("close_positions", true));
    JsonNode refused = client.open("C", "BUY", "0.10");

    // Then
    assertThat(killed.at("/data/latched").asBoolean()).isTrue();
    assertThat(code(refused)).isEqualTo("KILLED");
    client.next(e -> e.at("/data/step").asText().equals("FLAT"));
    assertThat(host.ledger().positions()).isEmpty();
    assertThat(host.ledger().ordersOf("B").getFirst().state()).isEqualTo(OrderCondition.CANCELED);
  }

  @Test
  void shouldKeepANewerKillWhenAnOlderOneIsReset() {
    // Given
    client.hello();
    client.ask("KILL_SWITCH", p -> p.put("kill_epoch", 4));

    // When / Then
    assertThat(code(client.ask("RESET_KILL_SWITCH", p -> p.put("kill_epoch", 3))))
        .isEqualTo("STALE_EPOCH");
    assertThat(code(client.open("A", "BUY", "0.10"))).isEqualTo("KILLED");
    client.ask("RESET_KILL_SWITCH", p -> p.put("kill_epoch", 4));
    assertThat(client.open("B", "BUY", "0.10").get("status").asText()).isEqualTo("SUCCESS");
  }

  @Test
  void shouldAnswerGarbageWithAnError() {
    // When
    JsonNode reply = client.sendRaw("{\"action\":".getBytes(StandardCharsets.UTF_8));

    // Then
    assertThat(code(reply)).isEqualTo("BAD_JSON");
    assertThat(reply.get("request_id").isNull()).isTrue();
  }

  @Test
  void shouldNameFieldValueAndRuleOfABadRequest() {
    // Given
    client.hello();
    ObjectNode order = client.market("A", "BUY", "-1");

    // When
    JsonNode error = client.send(order).get("error");

    // Then
    assertThat(error.get("code").asText()).isEqualTo("BAD_REQUEST");
    assertThat(error.get("field").asText()).isEqualTo("volume");
    assertThat(error.get("value").asText()).isEqualTo("-1");
    assertThat(error.get("rule").asText()).isEqualTo("must be greater than 0");
  }

  @Test
  void shouldRefuseVolumesOffTheStep() {
    // Given
    client.hello();

    // When / Then
    assertThat(code(client.open("A", "BUY", "0.015"))).isEqualTo("INVALID_VOLUME");
    assertThat(code(client.open("B", "BUY", "1000"))).isEqualTo("INVALID_VOLUME");
  }

  @Test
  void shouldKeepARefusalWhenItsReasonIsGone() {
    // Given
    client.hello();
    host.apply(new ControlCommand.Market("EURUSD", false));
    client.open("A", "BUY", "0.10");
    host.apply(new ControlCommand.Market("EURUSD", true));

    // When
    JsonNode again = client.open("A", "BUY", "0.10");
    JsonNode status = client.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "A"));
    JsonNode fence = client.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));

    // Then
    assertThat(status.at("/data/state").asText()).isEqualTo("REJECTED");
    assertThat(fence.at("/data/state").asText()).isEqualTo("REJECTED");
    assertThat(fence.at("/data/reason").asText()).startsWith("MARKET_CLOSED");
    assertThat(code(again)).isEqualTo("MARKET_CLOSED");
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(host.ledger().orders()).isEmpty();
  }

  @Test
  void shouldCloseEverythingOfAMagicOnce() {
    // Given
    client.hello();
    client.open("A", "BUY", "0.10");
    client.open("B", "SELL", "0.20");
    ObjectNode close =
        client.request("CLOSE_POSITION", p -> p.put("client_order_id", "C").put("magic", 7));

    // When
    JsonNode first = client.send(close);
    JsonNode again = client.send(close);
    JsonNode status = client.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "C"));

    // Then
    assertThat(first.at("/data/results")).hasSize(2);
    assertThat(again.get("duplicate").asBoolean()).isTrue();
    assertThat(status.at("/data/results")).isEqualTo(first.at("/data/results"));
    assertThat(host.ledger().positions()).isEmpty();
    assertThat(host.ledger().deals()).hasSize(4);
  }

  @Test
  void shouldNetPositionsOfASymbolWhenTheAccountNets() {
    // Given
    try (SimulatedMt5Host netting =
            SimulatedMt5Host.start(new Mt5HostSetup().marginMode(MarginMode.NETTING));
        TestClient trader = new TestClient(netting)) {
      trader.hello();

      // When
      trader.open("A", "BUY", "0.10");
      trader.open("B", "BUY", "0.10");
      trader.open("C", "SELL", "0.50");

      // Then
      assertThat(netting.ledger().positions())
          .singleElement()
          .satisfies(
              position -> {
                assertThat(position.side()).isEqualTo(Side.SELL);
                assertThat(position.volume()).isEqualByComparingTo("0.30");
              });
      assertThat(netting.ledger().dealsOf("C").getFirst().entry()).isEqualTo(Deal.Entry.INOUT);
    }
  }

  @Test
  void shouldAnswerPendingAtOnceAndTellTheResultWhenAsync() {
    // Given
    try (SimulatedMt5Host async =
            SimulatedMt5Host.start(new Mt5HostSetup().async(true).latencyMillis(150));
        TestClient trader = new TestClient(async).listening()) {
      trader.hello();

      // When
      JsonNode pending = trader.open("A", "BUY", "0.10");
      JsonNode fence = trader.ask("FENCE_ORDER", p -> p.put("client_order_id", "A"));
      JsonNode status = trader.ask("GET_ORDER_STATUS", p -> p.put("client_order_id", "A"));

      // Then
      assertThat(pending.get("status").asText()).isEqualTo("PENDING");
      assertThat(fence.at("/data/state").asText()).isEqualTo("UNKNOWN");
      assertThat(status.at("/data/state").asText()).isEqualTo("PENDING");
      JsonNode filled = trader.nextOf("event.order");
      assertThat(filled.at("/data/state").asText()).isEqualTo("FILLED");
    }
  }

  @Test
  void shouldPublishTicksOfSubscribedSymbolsOnly() {
    // Given
    client.listening().hello();

    // When
    client.ask("SUBSCRIBE", p -> p.putArray("symbols").add("GBPUSD"));

    // Then
    JsonNode tick = client.next(e -> e.path("topic").asText().startsWith("tick."));
    assertThat(tick.get("topic").asText()).isEqualTo("tick.GBPUSD");
    assertThat(new BigDecimal(tick.at("/data/bid").asText()))
        .isLessThan(new BigDecimal(tick.at("/data/ask").asText()));
  }

  @Test
  void shouldReplayEventsInOrder() {
    // Given
    client.hello();
    client.open("A", "BUY", "0.10");

    // When
    JsonNode replay =
        client.ask("REPLAY_EVENTS", p -> p.put("class", "event").put("from_seq", 1)).get("data");

    // Then
    assertThat(replay.get("complete").asBoolean()).isTrue();
    assertThat(replay.get("events"))
        .extracting(e -> e.get("topic").asText())
        .containsExactly("event.deal", "event.order", "event.position", "event.account");
    assertThat(replay.get("next_seq").asLong()).isEqualTo(5);
  }

  @Test
  void shouldDecideEachOrderOfABatchByItself() {
    // Given
    client.hello();

    // When
    JsonNode reply =
        client.ask(
            "OPEN_ORDERS",
            p -> {
              var orders = p.putArray("orders");
              TestClient.order(
                  orders.addObject().put("command_id", "c1"), "A", "BUY", "0.10", "MARKET", "IOC");
              TestClient.order(
                  orders.addObject().put("command_id", "c2"), "B", "BUY", "0.015", "MARKET", "IOC");
            });

    // Then
    JsonNode results = reply.at("/data/results");
    assertThat(results.get(0).at("/data/state").asText()).isEqualTo("FILLED");
    assertThat(results.get(1).at("/error/code").asText()).isEqualTo("INVALID_VOLUME");
  }

  private JsonNode close(String id, String ticket, String volume) {
    return client.ask(
        "CLOSE_POSITION",
        p -> p.put("client_order_id", id).put("ticket", ticket).put("volume", volume));
  }

  private JsonNode modify(String id, int revision, String price) {
    return client.ask(
        "MODIFY_ORDER",
        p -> p.put("client_order_id", id).put("revision", revision).put("price", price));
  }

  private static ControlCommand price(String bid, String ask) {
    return new ControlCommand.Price("EURUSD", new BigDecimal(bid), new BigDecimal(ask));
  }

  private static String code(JsonNode reply) {
    return reply.at("/error/code").asText();
  }
}
