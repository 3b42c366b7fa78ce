package io.interlock.local.mt5;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.Dialect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The dialects that exist in the field. */
class OlderDialectsTest {
  private SimulatedMt5Host host;
  private TestClient client;

  @AfterEach
  void stop() {
    client.close();
    host.close();
  }

  @Test
  void shouldTradeInMt5Crs() {
    // Given
    speak(Dialect.MT5_CRS);

    // When
    JsonNode opened =
        say(
            """
            {"action":"OPEN_ORDER","request_id":"r1","timestamp":1,"payload":{"symbol":"EURUSD",
             "side":"BUY","type":"MARKET","volume":0.1,"magic":7,"comment":"ABC"}}""");
    JsonNode positions =
        say("{\"action\":\"GET_POSITIONS\",\"request_id\":\"r2\",\"timestamp\":1,\"payload\":{}}");
    JsonNode closed =
        say(
            """
            {"action":"CLOSE_POSITION","request_id":"r3","timestamp":1,"payload":{"ticket":"%s"}}"""
                .formatted(opened.at("/data/ticket").asText()));
    JsonNode killed =
        say("{\"action\":\"KILL_SWITCH\",\"request_id\":\"r4\",\"timestamp\":1,\"payload\":{}}");

    // Then
    assertThat(opened.get("status").asText()).isEqualTo("SUCCESS");
    assertThat(opened.get("request_id").asText()).isEqualTo("r1");
    assertThat(positions.at("/data/positions/0/comment").asText()).isEqualTo("ABC");
    assertThat(positions.at("/data/positions/0/magic").asInt()).isEqualTo(7);
    assertThat(closed.get("status").asText()).isEqualTo("SUCCESS");
    assertThat(killed.at("/data/latched").asBoolean()).isTrue();
    assertThat(host.ledger().positions()).isEmpty();
  }

  @Test
  void shouldTradeTwiceWhenAFlatOrderIsSentTwice() {
    // Given
    speak(Dialect.FLAT_ORDER);
    String order =
        """
        {"action":"BUY","symbol":"EURUSD","type":"MARKET","volume":0.01,"magic":20260105,
         "timestamp":1704153600.234,"confidence":0.65,"strategy":"ml_xgboost"}""";

    // When
    JsonNode first = say(order);
    JsonNode second = say(order);
    JsonNode status = say("{\"action\":\"STATUS\",\"timestamp\":\"2026-01-01T00:00:00Z\"}");

    // Then
    assertThat(first.get("status").asText()).isEqualTo("FILLED");
    assertThat(first.get("order_id").asText()).isEqualTo("ORDER_" + first.get("ticket").asText());
    assertThat(second.get("ticket").asLong()).isNotEqualTo(first.get("ticket").asLong());
    assertThat(status.get("status").asText()).isEqualTo("OPERATIONAL");
    assertThat(host.ledger().deals()).hasSize(2);
  }

  @Test
  void shouldRejectABadFlatOrderWithItsReason() {
    // Given
    speak(Dialect.FLAT_ORDER);

    // When
    JsonNode reply = say("{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"volume\":0.015}");

    // Then
    assertThat(reply.get("status").asText()).isEqualTo("REJECTED");
    assertThat(reply.get("error").asText()).startsWith("INVALID_VOLUME");
    assertThat(reply.get("error_code").asInt()).isNotZero();
  }

  @Test
  void shouldTradeInQuantmind() {
    // Given
    speak(Dialect.QUANTMIND);

    // When
    JsonNode opened =
        say(
            """
            {"type":"TRADE_OPEN","symbol":"EURUSD","order_type":"SELL","volume":0.2,"magic":7,
             "request_id":"q1"}""");
    String ticket = opened.at("/data/ticket").asText();
    JsonNode modified =
        say("{\"type\":\"TRADE_MODIFY\",\"ticket\":\"" + ticket + "\",\"sl\":1.2,\"tp\":0.9}");
    JsonNode status = say("{\"type\":\"GET_ORDER_STATUS\",\"ticket\":\"" + ticket + "\"}");
    JsonNode balance = say("{\"type\":\"GET_BALANCE\"}");
    JsonNode quote = say("{\"type\":\"GET_QUOTES\",\"symbol\":\"XAUUSD\"}");

    // Then
    assertThat(opened.get("status").asText()).isEqualTo("success");
    assertThat(opened.get("request_id").asText()).isEqualTo("q1");
    assertThat(modified.at("/data/stop_loss").asText()).isEqualTo("1.2");
    assertThat(status.at("/data/state").asText()).isEqualTo("FILLED");
    assertThat(balance.at("/data/currency").asText()).isEqualTo("USD");
    assertThat(quote.at("/data/bid").asText()).isNotEmpty();
  }

  private void speak(Dialect dialect) {
    host = SimulatedMt5Host.start(new Mt5HostSetup().dialect(dialect));
    client = new TestClient(host);
  }

  private JsonNode say(String text) {
    return client.sendRaw(text.getBytes(UTF_8));
  }
}
