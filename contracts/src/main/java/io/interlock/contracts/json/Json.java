package io.interlock.contracts.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The one JSON codec: snake_case names, decimals as strings, instants with microseconds.
 *
 * <p>Reading is strict: unknown and duplicate fields, wrong types, trailing text, anything but
 * UTF-8, numbers that are not plain finite decimals, more than 16 levels and more than 64 KiB (1
 * MiB for trees and tolerant reading) are refused with the field, the value and the rule.
 * Thread-safe.
 */
public final class Json {
  /** Largest message that {@link #read} takes, bytes. */
  public static final int LARGEST_MESSAGE = 64 * 1024;

  /** Largest document that {@link #tree} takes, bytes; replies of venues may be that long. */
  public static final int LARGEST_TREE = 1024 * 1024;

  private static final ObjectMapper STRICT = Settings.mapper(true);
  private static final ObjectMapper TOLERANT = Settings.mapper(false);

  private Json() {}

  /** Reads a message of up to 64 KiB from outside, strictly. */
  public static <T> T read(byte[] bytes, Class<T> type) throws InvalidMessage {
    return read(STRICT, bytes, type, LARGEST_MESSAGE);
  }

  /**
   * Reads a message of up to 1 MiB that may carry fields a newer writer has added; for what
   * Interlock itself wrote (an event is longer than the signal it carries) and what venues answer.
   */
  public static <T> T readTolerant(byte[] bytes, Class<T> type) throws InvalidMessage {
    return read(TOLERANT, bytes, type, LARGEST_TREE);
  }

  /**
   * As {@link #readTolerant(byte[], Class)} for what may be longer, such as all that a venue holds.
   *
   * @param largest size that is still read, bytes
   */
  public static <T> T readTolerant(byte[] bytes, Class<T> type, int largest) throws InvalidMessage {
    return read(TOLERANT, bytes, type, largest);
  }

  /**
   * Reads one JSON document without giving it a type. A minus zero is kept as the text it was, so
   * that no one takes it for zero.
   */
  public static JsonNode tree(byte[] bytes) throws InvalidMessage {
    return read(STRICT, bytes, JsonNode.class, LARGEST_TREE);
  }

  /** Names of the fields of a JSON object, read past; none for any other document. */
  public static Set<String> fields(byte[] bytes) throws InvalidMessage {
    return read(STRICT, bytes, Json::fields, LARGEST_TREE);
  }

  private static Set<String> fields(JsonParser parser) throws IOException {
    Set<String> names = new HashSet<>();
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
        names.add(name);
        parser.nextToken();
        parser.skipChildren();
      }
    } else {
      parser.skipChildren();
    }
    return names;
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
  public static void configure(ObjectMapper mapper) {
    Settings.apply(mapper, true);
  }

  private interface Reading<T> {
    T from(JsonParser parser) throws IOException;
  }

  private static <T> T read(ObjectMapper mapper, byte[] bytes, Class<T> type, int largest)
      throws InvalidMessage {
    return read(
        mapper,
        bytes,
        parser ->
            mapper.readValue(type == JsonNode.class ? new MinusZeroAsText(parser) : parser, type),
        largest);
  }

  private static <T> T read(ObjectMapper mapper, byte[] bytes, Reading<T> reading, int largest)
      throws InvalidMessage {
    if (bytes.length > largest) {
      throw new InvalidMessage(
          "$", bytes.length + " bytes", "must be at most " + largest + " bytes");
    }
    if (!looksLikeUtf8(bytes)) {
      throw new InvalidMessage("$", "another encoding", "must be UTF-8");
    }
    try (JsonParser parser = mapper.createParser(bytes)) {
      return present(readOne(parser, reading));
    } catch (IOException e) {
      throw new InvalidMessage("$", "unreadable", String.valueOf(e.getMessage()));
    }
  }

  /** Fails while the parser is still open, which knows what stands where. */
  private static <T> T readOne(JsonParser parser, Reading<T> reading) throws InvalidMessage {
    try {
      T value = reading.from(parser);
      if (parser.nextToken() != null) {
        throw new InvalidMessage("$", "more text", "must be one JSON document");
      }
      return value;
    } catch (IOException e) {
      throw Mistakes.of(e);
    }
  }

  private static <T> T convert(ObjectMapper mapper, JsonNode tree, Class<T> type)
      throws InvalidMessage {
    T value;
    try {
      value = mapper.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw Mistakes.of(e);
    }
    return present(value);
  }

  /** Jackson would also read UTF-16 and UTF-32, whose bytes our texts could not be made from. */
  private static boolean looksLikeUtf8(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0 || bytes[i] == (byte) 0xfe || bytes[i] == (byte) 0xff) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("NullAway") // Jackson's result is null for the document "null" or no document
  private static <T> T present(T value) throws InvalidMessage {
    if (value == null || (value instanceof JsonNode node && node.isMissingNode())) {
      throw new InvalidMessage("$", "nothing", "must be a JSON document");
    }
    return value;
  }
}
