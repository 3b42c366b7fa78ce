package io.interlock.contracts.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.interlock.contracts.MessageGenerator;
import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas say what the codec does: they take what it writes and refuse what it refuses. */
class SchemasTest {
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final ObjectMapper TREES = new ObjectMapper();
  private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();
  private static final String ID = "DITVUI6QWMAV7INMEX3P7GEBYZ";

  static Stream<Arguments> written() {
    return Stream.of(
        Arguments.of("trade-signal", TradeSignal.class),
        Arguments.of("order-event", OrderEvent.class),
        Arguments.of("execution-confirmation", ExecutionConfirmation.class),
        Arguments.of("tick", Tick.class),
        Arguments.of("broker-descriptor", BrokerDescriptor.class));
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldTakeEverythingTheCodecWrites(String name, Class<?> type) {
    // Given
    JsonSchema schema = schema(name);

    for (long seed = 0; seed < 100; seed++) {
      // When
      byte[] message = Json.bytes(new MessageGenerator(seed).next(type));

      // Then
      assertThat(schema.validate(tree(message))).as(new String(message, UTF_8)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("written")
  void shouldKnowEveryFieldOfTheRecord(String name, Class<?> type) {
    // Given
    JsonNode root = schema(name).getSchemaNode();
    JsonNode properties =
        root.at(name.equals("trade-signal") ? "/$defs/native/properties" : "/properties");

    // When
    Set<String> described = new TreeSet<>();
    properties.fieldNames().forEachRemaining(described::add);
    Set<String> components = new TreeSet<>();
    Arrays.stream(type.getRecordComponents())
        .forEach(
            c ->
                components.add(
                    c.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT)));
    if (type == OrderEvent.class) {
      components.addAll(Set.of("event_id", "status"));
    }

    // Then
    assertThat(described).isEqualTo(components);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":\"0.01\",\"timestamp\":1704153600.234}",
        "{\"action\":\"BUY\",\"symbol\":\"EURUSD\",\"type\":\"MARKET\",\"volume\":0.01,\"magic\":20260105,"
            + "\"timestamp\":1704153600.234,\"confidence\":0.65,\"strategy\":\"ml_xgboost\"}",
        "{\"action\":\"SELL\",\"symbol\":\"EURUSD\",\"volume\":0.01,\"sl\":1.2,\"note\":\"x\"}",
        "{\"decision\":{\"status\":\"APPROVED\",\"approved_trade\":{\"symbol\":\"EURUSD\",\"direction\":-1,"
            + "\"position_units\":95000,\"confidence_score\":0.7}},\"portfolio_state\":{\"trading_halted\":false}}",
        "{\"strategy\":\"s\",\"command\":\"CLOSE\",\"ticket\":\"7\"}",
        "{\"strategy\":\"s\",\"command\":\"MODIFY\",\"ticket\":\"7\",\"revision\":1,\"stop_loss\":0}"
      })
  void shouldTakeSignalsOfEveryFormat(String text) throws InvalidMessage {
    assertThat(SignalDecoder.decode(text.getBytes(UTF_8)).signal()).isNotNull();
    assertThat(schema("trade-signal").validate(tree(text.getBytes(UTF_8)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1}",
        "{\"strategy\":\"s\",\"side\":\"BUY\",\"volume\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"units\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"buy\",\"volume\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":0}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":-1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":\"1e5\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":\"NaN\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":\"0.0\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"colour\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"type\":\"LIMIT\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"stop_price\":1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"time_in_force\":\"GTD\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"timestamp\":1704153600234}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"timestamp\":\"2026-01-01\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"confidence\":1.5}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"magic\":-1}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"magic\":1.5}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"ticket\":\"7\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"account\":\" a\"}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"account\":\"a\",\"accounts\":[\"b\"]}",
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1,\"accounts\":[\"b\",\"b\"]}",
        "{\"strategy\":\"s\",\"command\":\"CLOSE\"}",
        "{\"strategy\":\"s\",\"command\":\"CLOSE\",\"ticket\":\"7\",\"target\":\"" + ID + "\"}",
        "{\"strategy\":\"s\",\"command\":\"CLOSE\",\"ticket\":\"7\",\"units\":1}",
        "{\"strategy\":\"s\",\"command\":\"CLOSE\",\"all_of_strategy\":true,\"volume\":1}",
        "{\"strategy\":\"s\",\"command\":\"MODIFY\",\"ticket\":\"7\",\"stop_loss\":1}",
        "{\"strategy\":\"s\",\"command\":\"MODIFY\",\"ticket\":\"7\",\"revision\":1}",
        "{\"strategy\":\"s\",\"command\":\"MODIFY\",\"ticket\":\"7\",\"revision\":1,\"price\":1}",
        "{\"strategy\":\"s\",\"command\":\"CANCEL\"}",
        "{\"strategy\":\"s\",\"command\":\"CANCEL\",\"ticket\":\"7\"}",
        "{\"strategy\":\"s\",\"command\":\"CANCEL\",\"target\":\"x\"}",
        "{\"action\":\"buy\",\"symbol\":\"X\",\"volume\":1}",
        "{\"action\":\"BUY\",\"volume\":1}",
        "{\"action\":\"BUY\",\"symbol\":\"X\"}",
        "{\"action\":\"BUY\",\"symbol\":\"X\",\"volume\":1,\"command\":\"CLOSE\"}",
        "{\"action\":\"BUY\",\"symbol\":\"X\",\"volume\":1,\"sl\":1,\"stop_loss\":1}",
        "{\"decision\":{}}",
        "{\"decision\":{\"approved_trade\":{\"symbol\":\"X\",\"direction\":2,\"position_units\":1}}}",
        "{\"decision\":{\"approved_trade\":{\"symbol\":\"X\",\"direction\":1,\"position_units\":0}}}",
        "{\"decision\":{\"approved_trade\":{\"symbol\":\"X\",\"direction\":1,\"position_units\":1}},\"ticket\":\"7\"}"
      })
  void shouldRefuseSignalsTheDecoderRefuses(String text) {
    assertThatThrownBy(() -> SignalDecoder.decode(text.getBytes(UTF_8)))
        .isInstanceOf(InvalidMessage.class);
    assertThat(schema("trade-signal").validate(tree(text.getBytes(UTF_8)))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"broker_id\":\"B\"",
        "\"kind\":\"MT4\"",
        "\"priority\":\"1\"",
        "\"endpoints\":[]",
        "\"endpoints\":[{\"host\":\"h\",\"command_port\":0}]",
        "\"password\":\"x\"",
        "\"dialect\":\"interlock-2\"",
        "\"command_timeout_millis\":0",
        "\"sessions\":{\"*\":[{\"day\":\"MONDAY\",\"from\":\"8:00\",\"to\":\"24:00\"}]}"
      })
  void shouldRefuseBrokersTheDecoderRefuses(String field) throws IOException {
    // Given
    Map<String, Object> broker =
        TREES.readValue(
            """
            {"broker_id":"b","kind":"MT5","account":"a","gateway":"g","gateway_url":"http://g",
             "dialect":"interlock-1","priority":1,"enabled":true,
             "endpoints":[{"host":"h","command_port":5555}]}""",
            new TypeReference<Map<String, Object>>() {});
    assertThat(schema("broker-descriptor").validate(TREES.valueToTree(broker))).isEmpty();
    broker.putAll(TREES.readValue("{" + field + "}", new TypeReference<Map<String, Object>>() {}));

    // When / Then
    byte[] text = TREES.writeValueAsBytes(broker);
    assertThatThrownBy(() -> Json.read(text, BrokerDescriptor.class))
        .isInstanceOf(InvalidMessage.class);
    assertThat(schema("broker-descriptor").validate(tree(text))).isNotEmpty();
  }

  @Test
  void shouldDescribeDeadLetterHeadersByTheirNames() {
    // When
    Set<ValidationMessage> complaints =
        schema("dead-letter-headers")
            .validate(
                TREES.valueToTree(
                    Map.of(
                        Topics.HEADER_REASON_FIELD, "volume",
                        Topics.HEADER_REASON_VALUE, "-1",
                        Topics.HEADER_REASON_RULE, "must be greater than 0",
                        Topics.HEADER_ORIGIN, "trade.signals-3-42")));

    // Then
    assertThat(complaints).isEmpty();
    assertThat(schema("dead-letter-headers").validate(TREES.createObjectNode())).hasSize(3);
  }

  private static JsonSchema schema(String name) {
    return SCHEMAS.computeIfAbsent(name, SchemasTest::load);
  }

  private static JsonSchema load(String name) {
    try (InputStream in =
        SchemasTest.class.getResourceAsStream("/schemas/" + name + ".schema.json")) {
      return FACTORY.getSchema(TREES.readTree(in));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode tree(byte[] text) {
    try {
      return TREES.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
