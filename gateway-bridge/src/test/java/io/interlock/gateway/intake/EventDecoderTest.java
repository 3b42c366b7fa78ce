package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {

  @Test
  void shouldReadEveryType() throws Exception {
    // When, Then
    assertThat(Events.event("trade_open", Events.OPEN).payload())
        .isEqualTo(
            new ExpertEvent.TradeOpen(
                "EURUSD", Side.BUY, new BigDecimal("0.10"), new BigDecimal("1.08512")));
    assertThat(Events.event("trade_close", "{\"ticket\":\"1\",\"profit\":-2.5}").payload())
        .isEqualTo(new ExpertEvent.TradeClose("1", null, null, null, new BigDecimal("-2.5")));
    assertThat(Events.event("trade_modify", "{\"ticket\":\"1\",\"stop_loss\":\"1.05\"}").payload())
        .isEqualTo(new ExpertEvent.TradeModify("1", null, new BigDecimal("1.05"), null));
    assertThat(Events.event("heartbeat", "{}").payload())
        .isEqualTo(new ExpertEvent.Heartbeat(null, null, null));
    assertThat(Events.event("risk_update", "{\"risk_multiplier\":\"0.5\"}").payload())
        .isEqualTo(new ExpertEvent.RiskUpdate(new BigDecimal("0.5"), null));
  }

  @Test
  void shouldReadHeartbeatWithoutPayload() throws Exception {
    // When
    ExpertEvent event =
        EventDecoder.decode(
            bytes("{\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":0,\"timestamp\":1}"));
    // Then
    assertThat(event.expert()).isEqualTo(new ExpertId("a", 0));
    assertThat(event.type()).isEqualTo(EventType.HEARTBEAT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "trade_open  | {\"side\":\"BUY\",\"volume\":\"1\"}                        | payload.symbol",
        "trade_open  | {\"symbol\":\"E\",\"side\":\"LONG\",\"volume\":\"1\"}      | payload.side",
        "trade_open  | {\"symbol\":\"E\",\"side\":\"BUY\",\"volume\":\"-1\"}      | payload.volume",
        "trade_open  | {\"symbol\":\"E\",\"side\":\"BUY\",\"volume\":1e3}         | payload.volume",
        "trade_open  | {\"symbol\":\"E\",\"side\":\"BUY\",\"volume\":\"NaN\"}     | payload.volume",
        "trade_open  | {\"symbol\":\"E\",\"side\":\"BUY\",\"volume\":1,\"x\":1}   | payload.x",
        "trade_close | {}                                                         | payload.ticket",
        "heartbeat   | []                                                         | payload",
        "heartbeat   | {\"open_positions\":-1}                                    | payload.open_positions",
        "risk_update | {\"risk_multiplier\":\"10.01\"}                            | payload.risk_multiplier",
        "risk_update | {\"risk_multiplier\":-1}                                   | payload.risk_multiplier",
        "trade_reopen| {}                                                         | type",
      })
  void shouldNameTheFieldWhenPayloadIsWrong(String type, String payload, String field) {
    // When
    InvalidMessage problem =
        catchThrowableOfType(InvalidMessage.class, () -> Events.event(type, payload));
    // Then
    assertThat(problem.field()).isEqualTo(field);
    assertThat(problem.rule()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "ping",
        "{\"type\":\"heartbeat\"",
        "{\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":1}",
        "{\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":-1,\"timestamp\":1}",
        "{\"type\":\"heartbeat\",\"ea\":\"\",\"magic\":1,\"timestamp\":1}",
        "{\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":1,\"timestamp\":0}",
        "{\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":1,\"timestamp\":1} {}",
        "{\"type\":\"heartbeat\",\"type\":\"heartbeat\",\"ea\":\"a\",\"magic\":1,\"timestamp\":1}",
      })
  void shouldRefuseWhatIsNoEvent(String text) {
    // When
    InvalidMessage problem =
        catchThrowableOfType(InvalidMessage.class, () -> EventDecoder.decode(bytes(text)));
    // Then
    assertThat(problem).isNotNull();
  }

  @Test
  void shouldRefuseMoreThan64KiB() {
    // When
    InvalidMessage problem =
        catchThrowableOfType(
            InvalidMessage.class, () -> EventDecoder.decode(new byte[64 * 1024 + 1]));
    // Then
    assertThat(problem.rule()).contains("65536 bytes");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
