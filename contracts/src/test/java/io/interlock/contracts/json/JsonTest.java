package io.interlock.contracts.json;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the codec lets in, and in which words it refuses the rest. */
class JsonTest {
  private static final String SIGNAL =
      "{\"strategy\":\"s\",\"symbol\":\"EURUSD\",\"side\":\"BUY\",%s}";

  @ParameterizedTest
  @ValueSource(strings = {"0.01", "\"0.01\"", "1", "\"1\"", "100.000000000000000001"})
  void shouldReadAPlainDecimalWhetherNumberOrText(String volume) throws InvalidMessage {
    // When
    TradeSignal signal = read(SIGNAL.formatted("\"volume\":" + volume));

    // Then
    assertThat(signal.volume()).isEqualTo(new BigDecimal(volume.replace("\"", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NaN",
        "Infinity",
        "-Infinity",
        "1e5",
        "1E-5",
        "1e999999999",
        "-0",
        "-0.0",
        "\"NaN\"",
        "\"Infinity\"",
        "\"1e5\"",
        "\"-0\"",
        "\" 1\"",
        "\"\"",
        "\"0x10\"",
        "\"١\"",
        "1234567890123456789",
        "0.1234567890123456789",
        "true",
        "[]",
        "{}",
        "0",
        "-1",
        "00.1",
        ".5",
        "5."
      })
  void shouldRefuseAnyOtherVolumeByItsName(String volume) {
    assertThatThrownBy(() -> read(SIGNAL.formatted("\"volume\":" + volume)))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.field()).isEqualTo("volume");
              assertThat(e.rule()).startsWith("must ").doesNotContain("com.fasterxml", "java.");
            });
  }

  @Test
  void shouldShowTheValueThatWasRefused() {
    assertThatThrownBy(() -> read(SIGNAL.formatted("\"volume\":1e999999999")))
        .isInstanceOfSatisfying(
            InvalidMessage.class, e -> assertThat(e.value()).isEqualTo("1e999999999"));
    assertThatThrownBy(() -> read(SIGNAL.formatted("\"volume\":NaN")))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.value()).isEqualTo("NaN");
              assertThat(e.rule()).isEqualTo("must be a finite number");
            });
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(
            "\"volume\":1,\"colour\":1", "colour", "colour", "is not a field of this message"),
        Arguments.of("\"volume\":1,\"volume\":2", "volume", "twice", "must not stand twice"),
        Arguments.of("\"volume\":1,\"symbol\":\"X\"", "symbol", "twice", "must not stand twice"),
        Arguments.of(
            "\"volume\":1,\"magic\":\"7\"",
            "magic",
            "7",
            "must be a whole number of at most 64 bits"),
        Arguments.of(
            "\"volume\":1,\"magic\":7.5",
            "magic",
            "7.5",
            "must be a whole number of at most 64 bits"),
        Arguments.of(
            "\"volume\":1,\"magic\":99999999999999999999",
            "magic",
            "99999999999999999999",
            "must be a whole number of at most 64 bits"),
        Arguments.of(
            "\"volume\":1,\"revision\":4294967296",
            "revision",
            "4294967296",
            "must be a whole number of at most 32 bits"),
        Arguments.of("\"volume\":1,\"account\":5", "account", "5", "must be text"),
        Arguments.of("\"volume\":1,\"account\":{}", "account", "an object", "must be text"),
        Arguments.of("\"volume\":1,\"accounts\":\"a\"", "accounts", "a", "must be a list"),
        Arguments.of("\"volume\":1,\"accounts\":[1]", "accounts[0]", "1", "must be text"),
        Arguments.of(
            "\"volume\":1,\"accounts\":[null]", "accounts", "null", "must not contain null"),
        Arguments.of(
            "\"volume\":1,\"all_of_strategy\":\"true\"",
            "all_of_strategy",
            "true",
            "must be true or false"),
        Arguments.of(
            "\"volume\":1,\"all_of_strategy\":1", "all_of_strategy", "1", "must be true or false"),
        Arguments.of(
            "\"volume\":1,\"type\":\"market\"",
            "type",
            "market",
            "must be one of MARKET, LIMIT, STOP, STOP_LIMIT"),
        Arguments.of(
            "\"volume\":1,\"type\":0",
            "type",
            "0",
            "must be one of MARKET, LIMIT, STOP, STOP_LIMIT"),
        Arguments.of(
            "\"volume\":1,\"type\":\"\"",
            "type",
            "",
            "must be one of MARKET, LIMIT, STOP, STOP_LIMIT"),
        Arguments.of(
            "\"volume\":1,\"timestamp\":\"2026-01-01\"",
            "timestamp",
            "2026-01-01",
            "must be ISO-8601 with a zone, or epoch seconds as a plain decimal"),
        Arguments.of(
            "\"volume\":1,\"timestamp\":1704153600234",
            "timestamp",
            "1704153600234",
            "must be ISO-8601 with a zone, or epoch seconds as a plain decimal"),
        Arguments.of(
            "\"volume\":1,\"timestamp\":1e9",
            "timestamp",
            "1e9",
            "must be ISO-8601 with a zone, or epoch seconds as a plain decimal"),
        Arguments.of(
            "\"volume\":1,\"timestamp\":true",
            "timestamp",
            "true",
            "must be ISO-8601 with a zone, or epoch seconds as a plain decimal"),
        Arguments.of(
            "\"volume\":1,\"target\":\"x\"", "target", "x", "must be 26 characters of A-Z and 2-7"),
        Arguments.of(
            "\"volume\":1,\"account\":\"a\\u0000b\"",
            "account",
            "a\u0000b",
            "must be 1 to 128 printable characters without blanks at the ends"),
        Arguments.of(
            "\"volume\":1,\"account\":\"\\ud800\"",
            "account",
            "?",
            "must be 1 to 128 printable characters without blanks at the ends"),
        Arguments.of(
            "\"volume\":1,\"account\":\"a\\u202eb\"",
            "account",
            "a\u202eb",
            "must be 1 to 128 printable characters without blanks at the ends"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void shouldNameFieldValueAndRule(String fields, String field, String value, String rule) {
    assertThatThrownBy(() -> read(SIGNAL.formatted(fields)))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e.value()).isEqualTo(value);
              assertThat(e.rule()).isEqualTo(rule);
            });
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        Arguments.of("", "must be a JSON document"),
        Arguments.of("null", "must be a JSON document"),
        Arguments.of("{", "must be well-formed JSON (line 1, column 2)"),
        Arguments.of(SIGNAL.formatted("\"volume\":1") + " {}", "must be one JSON document"),
        Arguments.of("[]", "must be an object"),
        Arguments.of("\"\"", "must be an object"),
        Arguments.of("7", "must be an object"),
        Arguments.of("{'strategy':1}", "must be well-formed JSON (line 1, column 2)"),
        Arguments.of("{\"strategy\":\"s\",}", "must be well-formed JSON (line 1, column 17)"));
  }

  @ParameterizedTest
  @MethodSource("documents")
  void shouldRefuseWhatIsNoMessage(String text, String rule) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(InvalidMessage.class, e -> assertThat(e.rule()).isEqualTo(rule));
  }

  @Test
  void shouldGiveTheWholePathOfANestedField() {
    assertRefused(
        """
        {"broker_id":"b","kind":"MT5","account":"a","gateway":"g","gateway_url":"http://g",
         "dialect":"interlock-1","priority":1,"enabled":true,
         "endpoints":[{"host":"h","command_port":5555},{"host":"h","command_port":0}]}""",
        BrokerDescriptor.class,
        "endpoints[1].command_port",
        "0",
        "must be 1 to 65535");
    assertRefused(
        """
        {"broker_id":"b","kind":"MT5","account":"a","gateway":"g","gateway_url":"http://g",
         "dialect":"interlock-2","priority":1,"enabled":true,
         "endpoints":[{"host":"h","command_port":5555}]}""",
        BrokerDescriptor.class,
        "dialect",
        "interlock-2",
        "must be one of interlock-1, mt5-crs, flat-order, quantmind");
  }

  @Test
  void shouldNotGiveAFieldToAValueThatIsOneText() {
    assertRefused(
        """
        {"scope":"planet:x","version":1,"mode":"ACTIVE","kill_epoch":0,"killed":false,
         "limits":{},"by":"me","at":"2026-01-01T00:00:00Z"}""",
        TradingControl.class,
        "scope",
        "planet:x",
        "must be global, broker:ID, account:ID, strategy:ID or symbol:NAME");
  }

  @Test
  void shouldSayThatAMissingNumberIsRequired() {
    assertRefused(
        """
        {"broker":"b","symbol":"s","bid":1,"ask":2,"received_at":"2026-01-01T00:00:00Z"}""",
        Tick.class,
        "seq",
        "nothing",
        "is required");
  }

  @Test
  void shouldNameTheOutcomesOfASealedMessage() {
    assertRefused(
        "{\"outcome\":\"MAYBE\"}",
        GatewayResult.class,
        "outcome",
        "MAYBE",
        "must be one of PLACED, REJECTED, NOT_SENT, IN_DOUBT");
    assertRefused(
        "{}",
        GatewayResult.class,
        "outcome",
        "nothing",
        "must be one of PLACED, REJECTED, NOT_SENT, IN_DOUBT");
  }

  @Test
  void shouldRefuseTooDeep() {
    // Given
    String deep = "[".repeat(17) + "]".repeat(17);

    // When / Then
    assertThatThrownBy(() -> Json.tree(deep.getBytes(UTF_8)))
        .hasMessageContaining("must be at most 16 levels deep");
    assertThatThrownBy(() -> Json.tree("[".repeat(60_000).getBytes(UTF_8)))
        .hasMessageContaining("must be at most 16 levels deep");
  }

  @Test
  void shouldRefuseTooLong() {
    assertThatThrownBy(() -> Json.read(new byte[64 * 1024 + 1], TradeSignal.class))
        .hasMessage("$: must be at most 65536 bytes (found: 65537 bytes)");
    assertThatThrownBy(() -> Json.tree(new byte[1024 * 1024 + 1]))
        .hasMessage("$: must be at most 1048576 bytes (found: 1048577 bytes)");
    assertThatThrownBy(() -> read(SIGNAL.formatted("\"volume\":" + "1".repeat(65))))
        .hasMessageContaining("must be a number of at most 64 characters");
  }

  @Test
  void shouldRefuseAnythingButUtf8() {
    // Given
    byte[] utf16 = SIGNAL.formatted("\"volume\":1").getBytes(UTF_16);
    byte[] latin1 =
        SIGNAL.formatted("\"volume\":1,\"account\":\"é\"").getBytes(StandardCharsets.ISO_8859_1);

    // When / Then
    assertThatThrownBy(() -> Json.read(utf16, TradeSignal.class)).hasMessageContaining("UTF-8");
    assertThatThrownBy(() -> Json.read(latin1, TradeSignal.class))
        .isInstanceOf(InvalidMessage.class);
  }

  @Test
  void shouldShortenLongValuesToWholeCharacters() {
    // Given
    String account = "a" + "😀".repeat(100);

    // When / Then
    assertThatThrownBy(() -> read(SIGNAL.formatted("\"volume\":1,\"account\":\"" + account + "\"")))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.value()).hasSizeLessThanOrEqualTo(120).endsWith("…");
              assertThat(e.value().codePoints().filter(c -> c == 0x1f600)).hasSize(59);
              assertThat(e.value().codePoints().noneMatch(c -> c >= 0xd800 && c <= 0xdfff))
                  .isTrue();
            });
  }

  @Test
  void shouldRefuseMinusZeroThroughATreeToo() throws InvalidMessage {
    // Given
    JsonNode tree = Json.tree(SIGNAL.formatted("\"volume\":1,\"stop_loss\":-0.00").getBytes(UTF_8));

    // When / Then
    assertThatThrownBy(() -> Json.convert(tree, TradeSignal.class))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.field()).isEqualTo("stop_loss");
              assertThat(e.rule()).isEqualTo("must not be minus zero");
            });
    assertThat(Json.tree("[-0,-0.0,-0e7,0,-1]".getBytes(UTF_8)))
        .extracting(JsonNode::isNumber)
        .containsExactly(false, false, false, true, true);
  }

  @Test
  void shouldRefuseAnExponentThroughATreeWithoutEverWritingItOut() throws InvalidMessage {
    // Given
    JsonNode tree = Json.tree(SIGNAL.formatted("\"volume\":1e999999999").getBytes(UTF_8));

    // When / Then
    assertThatThrownBy(() -> Json.convert(tree, TradeSignal.class))
        .isInstanceOfSatisfying(
            InvalidMessage.class, e -> assertThat(e.field()).isEqualTo("volume"));
  }

  @Test
  void shouldLeaveOutUnknownFieldsWhenTolerant() throws InvalidMessage {
    // Given
    byte[] bytes = SIGNAL.formatted("\"volume\":1,\"added_later\":{\"a\":[1]}").getBytes(UTF_8);

    // When / Then
    assertThat(Json.readTolerant(bytes, TradeSignal.class).volume()).isEqualByComparingTo("1");
    assertThat(Json.convertTolerant(Json.tree(bytes), TradeSignal.class).symbol())
        .isEqualTo("EURUSD");
    assertThatThrownBy(() -> Json.convert(Json.tree(bytes), TradeSignal.class))
        .hasMessageContaining("added_later");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2024-01-02T00:00:00.234567Z\"",
        "\"2024-01-02T00:00:00.234567999Z\"",
        "\"2024-01-02T02:00:00.234567+02:00\"",
        "1704153600.234567",
        "1704153600.234567999"
      })
  void shouldReadATimeToTheMicrosecond(String time) throws InvalidMessage {
    // When
    TradeSignal signal = read(SIGNAL.formatted("\"volume\":1,\"timestamp\":" + time));

    // Then
    assertThat(signal.timestamp()).isEqualTo(Instant.parse("2024-01-02T00:00:00.234567Z"));
  }

  @Test
  void shouldWriteDecimalsPlainAndTimesWithSixDecimals() {
    // Given
    Tick tick =
        new Tick(
            "b",
            "S",
            new BigDecimal("1E+3"),
            new BigDecimal("0.00000001"),
            null,
            null,
            null,
            Instant.parse("2026-01-01T00:00:00Z"),
            3);

    // When / Then
    assertThat(Json.text(tick))
        .isEqualTo(
            "{\"broker\":\"b\",\"symbol\":\"S\",\"bid\":\"1000\",\"ask\":\"0.00000001\","
                + "\"received_at\":\"2026-01-01T00:00:00.000000Z\",\"seq\":3}");
  }

  @Test
  void shouldBeAsStrictThroughAConfiguredMapper() {
    // Given
    ObjectMapper mapper = new ObjectMapper();
    Json.configure(mapper);

    // When / Then
    for (String fields :
        new String[] {
          "\"volume\":1,\"volume\":1",
          "\"volume\":1,\"x\":1",
          "\"volume\":1,\"magic\":\"7\"",
          "\"volume\":-0",
          "\"volume\":1,\"account\":5"
        }) {
      assertThatThrownBy(() -> mapper.readValue(SIGNAL.formatted(fields), TradeSignal.class))
          .isInstanceOf(java.io.IOException.class);
    }
    assertThatThrownBy(() -> mapper.readTree("[".repeat(17) + "]".repeat(17)))
        .isInstanceOf(java.io.IOException.class);
  }

  private static TradeSignal read(String text) throws InvalidMessage {
    return Json.read(text.getBytes(UTF_8), TradeSignal.class);
  }

  private static void assertRefused(
      String text, Class<?> type, String field, String value, String rule) {
    assertThatThrownBy(() -> Json.read(text.getBytes(UTF_8), type))
        .isInstanceOfSatisfying(
            InvalidMessage.class,
            e -> {
              assertThat(e.field()).isEqualTo(field);
              assertThat(e.value()).isEqualTo(value);
              assertThat(e.rule()).isEqualTo(rule);
            });
  }
}
