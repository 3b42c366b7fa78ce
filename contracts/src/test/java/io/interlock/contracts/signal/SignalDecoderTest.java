package io.interlock.contracts.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every accepted format becomes the same signal. */
class SignalDecoderTest {
  private static final String FLAT =
      """
      {"action":"BUY","symbol":"EURUSD","type":"MARKET","volume":0.01,"magic":20260105,
       "timestamp":1704153600.234,"confidence":0.65,"strategy":"ml_xgboost"}""";
  private static final String ENVELOPE =
      """
      {"decision":{"status":"APPROVED","approved_trade":{"symbol":"EURUSD","direction":-1,
        "position_units":95000,"confidence_score":0.7%s}},
       "portfolio_state":{"trading_halted":%s}}""";

  @Test
  void shouldReadANativeSignalWithItsDefaults() throws InvalidMessage {
    // When
    DecodedSignal decoded =
        decode("{\"strategy\":\"s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"0.1\"}");

    // Then
    assertThat(decoded.format()).isEqualTo(SignalFormat.NATIVE);
    assertThat(decoded.approval()).isNull();
    assertThat(decoded.signal().command()).isEqualTo(Command.OPEN);
    assertThat(decoded.signal().type()).isEqualTo(OrderType.MARKET);
    assertThat(decoded.signal().timeInForce()).isEqualTo(TimeInForce.IOC);
  }

  @Test
  void shouldLetARestingOrderRestUnlessToldOtherwise() throws InvalidMessage {
    // When
    DecodedSignal decoded =
        decode(
            """
            {"strategy":"s","symbol":"X","side":"BUY","volume":1,"type":"LIMIT","price":1}""");

    // Then
    assertThat(decoded.signal().timeInForce()).isEqualTo(TimeInForce.GTC);
  }

  @Test
  void shouldReadTheFlatOrderOfTheField() throws InvalidMessage {
    // When
    DecodedSignal decoded = decode(FLAT);

    // Then
    TradeSignal signal = decoded.signal();
    assertThat(decoded.format()).isEqualTo(SignalFormat.FLAT_ORDER);
    assertThat(decoded.payload()).isEqualTo(FLAT);
    assertThat(signal.side()).isEqualTo(Side.BUY);
    assertThat(signal.volume()).isEqualTo(new BigDecimal("0.01"));
    assertThat(signal.magic()).isEqualTo(20260105L);
    assertThat(signal.confidence()).isEqualTo(new BigDecimal("0.65"));
    assertThat(signal.strategy()).isEqualTo("ml_xgboost");
    assertThat(signal.timestamp()).isEqualTo(Instant.ofEpochSecond(1704153600, 234_000_000));
  }

  @Test
  void shouldKeepExtraFieldsOfAFlatOrderInThePayloadOnly() throws InvalidMessage {
    // When
    DecodedSignal decoded =
        decode(
            """
            {"action":"SELL","symbol":"EURUSD","volume":0.01,"features":[1e-05,-0.0],
             "sl":1.2,"tp":"1.0"}""");

    // Then
    assertThat(decoded.signal().strategy()).isEqualTo("unnamed");
    assertThat(decoded.signal().stopLoss()).isEqualByComparingTo("1.2");
    assertThat(decoded.signal().takeProfit()).isEqualByComparingTo("1.0");
    assertThat(decoded.payload()).contains("1e-05");
  }

  @Test
  void shouldReadTheApprovedTradeEnvelope() throws InvalidMessage {
    // When
    DecodedSignal decoded = decode(ENVELOPE.formatted("", "false"));

    // Then
    assertThat(decoded.format()).isEqualTo(SignalFormat.APPROVED_TRADE);
    assertThat(decoded.approval()).isEqualTo(new Approval("APPROVED", false));
    assertThat(decoded.signal().side()).isEqualTo(Side.SELL);
    assertThat(decoded.signal().units()).isEqualByComparingTo("95000");
    assertThat(decoded.signal().volume()).isNull();
    assertThat(decoded.signal().confidence()).isEqualByComparingTo("0.7");
  }

  @Test
  void shouldSayWhatUpstreamSaid() throws InvalidMessage {
    // When
    DecodedSignal halted = decode(ENVELOPE.formatted("", "true"));
    DecodedSignal refused = decode(ENVELOPE.formatted("", "false").replace("APPROVED", "REJECTED"));

    // Then
    assertThat(halted.approval().tradingHalted()).isTrue();
    assertThat(refused.approval().approved()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EURUSD           | ''               | decision.approved_trade.symbol",
        "\"direction\":-1 | \"direction\":2  | decision.approved_trade.direction",
        "95000            | -1               | decision.approved_trade.position_units",
        "95000            | 1e5              | decision.approved_trade.position_units",
        "0.7              | 1.5              | decision.approved_trade.confidence_score",
        "\"approved_trade\" | \"other\"      | decision.approved_trade",
        "false            | 1                | portfolio_state.trading_halted"
      })
  void shouldNameFieldsOfTheEnvelopeByTheirWholePath(String from, String to, String field) {
    String text = ENVELOPE.formatted("", "false").replace(from, to);
    assertThatThrownBy(() -> decode(text))
        .isInstanceOfSatisfying(InvalidMessage.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @Test
  void shouldNameLegsOfTheEnvelopeByTheirWholePath() {
    assertThatThrownBy(() -> decode(ENVELOPE.formatted(",\"stop_loss\":-1", "false")))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> assertThat(e.field()).isEqualTo("decision.approved_trade.stop_loss"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"sl\":-1                    | sl",
        "\"sl\":-0.0                  | sl",
        "\"tp\":\"x\"                 | tp",
        "\"stop_loss\":-1             | stop_loss",
        "\"sl\":1,\"stop_loss\":1     | sl",
        "\"confidence\":2             | confidence",
        "\"command\":\"CLOSE\"        | command",
        "\"ticket\":\"7\"             | ticket",
        "\"accounts\":[\"a\"]         | accounts",
        "\"units\":1                  | volume",
        "\"magic\":-1                 | magic"
      })
  void shouldNameFieldsOfTheFlatOrderAsTheyWereWritten(String extra, String field) {
    String text = "{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"volume\":0.01," + extra + "}";
    assertThatThrownBy(() -> decode(text))
        .isInstanceOfSatisfying(InvalidMessage.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"buy\"", "\"PING\"", "1", "null", "{}"})
  void shouldRefuseAnyOtherAction(String action) {
    assertThatThrownBy(
            () -> decode("{\"action\":" + action + ",\"symbol\":\"EURUSD\",\"volume\":1}"))
        .isInstanceOfSatisfying(
            InvalidMessage.class, e -> assertThat(e.field()).isEqualTo("action"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "\"x\"", "true"})
  void shouldRefuseWhatIsNoObject(String text) {
    assertThatThrownBy(() -> decode(text)).hasMessageContaining("must be a JSON object");
  }

  @Test
  void shouldRefuseMoreThan64KiBUnread() {
    assertThatThrownBy(() -> SignalDecoder.decode(new byte[100 * 1024 * 1024]))
        .hasMessageContaining("must be at most 65536 bytes");
  }

  @Test
  void shouldIdentifyASignalByTheFirstThereIs() throws InvalidMessage {
    // Given
    DecodedSignal named =
        decode(
            """
            {"signal_id":"id-1","strategy":"s","symbol":"X","side":"BUY","volume":1,
             "timestamp":"2026-01-01T00:00:00Z"}""");
    DecodedSignal timed = decode(FLAT);
    DecodedSignal bare = decode("{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"volume\":1}");

    // When / Then
    assertThat(named.identity("header", "t-0-1")).isEqualTo("id-1");
    assertThat(timed.identity("header", "t-0-1")).isEqualTo("header");
    assertThat(timed.identity(null, "t-0-1")).isEqualTo("sha256:" + timed.payloadHash());
    assertThat(bare.identity(null, "t-0-1")).isEqualTo("at:t-0-1");
  }

  @Test
  void shouldHashTheBytesAsTheyCame() throws InvalidMessage {
    assertThat(decode(FLAT).payloadHash())
        .isEqualTo(SignalDecoder.sha256(FLAT.getBytes(UTF_8)))
        .isNotEqualTo(decode(FLAT + " ").payloadHash());
    assertThat(SignalDecoder.sha256(new byte[0]))
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  private static DecodedSignal decode(String text) throws InvalidMessage {
    return SignalDecoder.decode(text.getBytes(UTF_8));
  }
}
