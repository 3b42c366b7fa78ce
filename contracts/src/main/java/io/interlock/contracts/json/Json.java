package io.interlock.contracts.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The one JSON codec: snake_case names, decimals as strings, instants with microseconds.
 *
 * <p>Reading is strict: unknown and duplicate fields, wrong types, trailing text, numbers that are
 * not plain finite decimals, more than 16 levels and more than 64 KiB (1 MiB for trees) are refused
 * with the field, the value and the rule. Thread-safe.
 */
public final class Json {
  /** Largest message that {@link #read} takes, bytes. */
  public static final int LARGEST_MESSAGE = 64 * 1024;

  /** Largest document that {@link #tree} takes, bytes; replies of venues may be that long. */
  public static final int LARGEST_TREE = 1024 * 1024;

  private static final int DEEPEST = 16;

  private static final JsonMapper STRICT = mapper(true);
  private static final JsonMapper TOLERANT = mapper(false);

  private Json() {}

  /** Reads a message strictly. */
  public static <T> T read(byte[] bytes, Class<T> type) throws InvalidMessage {
    return read(STRICT, bytes, type, LARGEST_MESSAGE);
  }

  /** Reads a message of up to 1 MiB that may carry fields a newer writer has added. */
  public static <T> T readTolerant(byte[] bytes, Class<T> type) throws InvalidMessage {
    return read(TOLERANT, bytes, type, LARGEST_TREE);
  }

  /** Reads one JSON document without giving it a type. */
  public static JsonNode tree(byte[] bytes) throws InvalidMessage {
    return read(STRICT, bytes, JsonNode.class, LARGEST_TREE);
  }

  /** Gives a tree a type, strictly. */
  public static <T> T convert(JsonNode tree, Class<T> type) throws InvalidMessage {
    return convert(STRICT, tree, type);
  }

  /** Gives a tree a type; fields the type doesn't know are left out. */
  public static <T> T convertTolerant(JsonNode tree, Class<T> type) throws InvalidMessage {
    return convert(TOLERANT, tree, type);
  }

  public static byte[] bytes(Object message) {
    try {
      return STRICT.writeValueAsBytes(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("can't write " + message.getClass().getName(), e);
    }
  }

  public static String text(Object message) {
    try {
      return STRICT.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("can't write " + message.getClass().getName(), e);
    }
  }

  /** A tree of the message as {@link #bytes} would write it. */
  public static JsonNode treeOf(Object message) {
    return STRICT.valueToTree(message);
  }

  /** Applies this codec's rules to another mapper, such as the one behind a REST layer. */
  public static void configure(com.fasterxml.jackson.databind.ObjectMapper mapper) {
    mapper.registerModule(values());
    mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
    mapper.setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);
    mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  }

  private static <T> T read(JsonMapper mapper, byte[] bytes, Class<T> type, int largest)
      throws InvalidMessage {
    if (bytes.length > largest) {
      throw new InvalidMessage(
          "$", bytes.length + " bytes", "must be at most " + largest + " bytes");
    }
    T value;
    try {
      value = mapper.readValue(bytes, type);
    } catch (IOException e) {
      throw invalid(e);
    }
    return present(value);
  }

  private static <T> T convert(JsonMapper mapper, JsonNode tree, Class<T> type)
      throws InvalidMessage {
    T value;
    try {
      value = mapper.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw invalid(e);
    }
    return present(value);
  }

  @SuppressWarnings("NullAway") // Jackson's result is null for the document "null"
  private static <T> T present(T value) throws InvalidMessage {
    if (value == null || (value instanceof JsonNode node && node.isMissingNode())) {
      throw new InvalidMessage("$", "nothing", "must be a JSON document");
    }
    return value;
  }

  /** Says in our words what Jackson found wrong. */
  private static InvalidMessage invalid(IOException e) {
    String path = e instanceof JsonMappingException mapping ? path(mapping) : "$";
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          new InvalidMessage(path, unknown.getPropertyName(), "is not a field of this message");
      case ValueInstantiationException refused when refused.getCause() instanceof Rule.Broken b ->
          new InvalidMessage(
              path.equals("$") ? b.field() : path + "." + b.field(), b.value(), b.rule());
      case InvalidFormatException format ->
          new InvalidMessage(path, format.getValue(), rule(format));
      case MismatchedInputException mismatch ->
          new InvalidMessage(path, "another type", rule(mismatch));
      case StreamConstraintsException limit ->
          new InvalidMessage(path, "too much", limit.getOriginalMessage());
      case JsonProcessingException malformed ->
          new InvalidMessage(path, "malformed JSON", malformed.getOriginalMessage());
      default -> new InvalidMessage(path, "unreadable", String.valueOf(e.getMessage()));
    };
  }

  private static String rule(MismatchedInputException e) {
    Class<?> target = e.getTargetType();
    if (target != null && target.isEnum()) {
      return "must be one of "
          + Arrays.stream(target.getEnumConstants())
              .map(Object::toString)
              .collect(Collectors.joining(", "));
    }
    return String.valueOf(e.getOriginalMessage());
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      } else {
        path.append('[').append(step.getIndex()).append(']');
      }
    }
    return path.isEmpty() ? "$" : path.toString();
  }

  private static JsonMapper mapper(boolean strict) {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(64)
                    .maxStringLength(LARGEST_TREE)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    JsonMapper mapper =
        JsonMapper.builder(factory)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(values())
            .build();
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    mapper.getFactory().configure(JsonParser.Feature.AUTO_CLOSE_SOURCE, true);
    return mapper;
  }

  private static SimpleModule values() {
    return new SimpleModule("interlock-values")
        .addDeserializer(BigDecimal.class, new DecimalCodec.Reader())
        .addSerializer(BigDecimal.class, new DecimalCodec.Writer())
        .addDeserializer(Instant.class, new InstantCodec.Reader())
        .addSerializer(Instant.class, new InstantCodec.Writer());
  }
}
