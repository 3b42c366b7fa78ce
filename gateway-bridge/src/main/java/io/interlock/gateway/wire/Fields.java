package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a host's JSON object, and names the field that is not as it must be. */
final class Fields {
  private static final int MOST_DIGITS = 40;

  private final JsonNode node;

  Fields(JsonNode node) {
    this.node = node;
  }

  static Fields of(@Nullable JsonNode node, String field) throws InvalidMessage {
    if (node == null || !node.isObject()) {
      throw new InvalidMessage(field, String.valueOf(node), "must be an object");
    }
    return new Fields(node);
  }

  JsonNode node() {
    return node;
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  @Nullable String text(String field) throws InvalidMessage {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue();
    }
    if (value.isIntegralNumber()) {
      return value.asText();
    }
    throw new InvalidMessage(field, value, "must be text");
  }

  String requiredText(String field) throws InvalidMessage {
    String value = text(field);
    if (value == null || value.isEmpty()) {
      throw new InvalidMessage(field, "nothing", "is required");
    }
    return value;
  }

  /** A ticket or number; absent, empty and 0 are null, as MT5 writes "none" that way. */
  @Nullable String ticket(String field) throws InvalidMessage {
    String value = text(field);
    return value == null || value.isEmpty() || value.equals("0") ? null : value;
  }

  @Nullable BigDecimal decimal(String field) throws InvalidMessage {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isNumber() && !value.isTextual()) {
      throw new InvalidMessage(field, value, "must be a decimal");
    }
    try {
      BigDecimal decimal =
          value.isNumber() ? value.decimalValue() : plain(field, value.textValue());
      if (decimal.precision() > MOST_DIGITS || Math.abs(decimal.scale()) > MOST_DIGITS) {
        throw new InvalidMessage(field, value, "must have at most 40 digits");
      }
      return decimal;
    } catch (NumberFormatException e) {
      throw new InvalidMessage(field, value, "must be a decimal without exponent");
    }
  }

  private static BigDecimal plain(String field, String text) throws InvalidMessage {
    if (text.isEmpty() || text.length() > MOST_DIGITS || !text.matches("-?[0-9]+(\\.[0-9]+)?")) {
      throw new InvalidMessage(field, text, "must be a decimal without exponent");
    }
    return new BigDecimal(text);
  }

  BigDecimal requiredDecimal(String field) throws InvalidMessage {
    BigDecimal value = decimal(field);
    if (value == null) {
      throw new InvalidMessage(field, "nothing", "is required");
    }
    return value;
  }

  BigDecimal decimalOrZero(String field) throws InvalidMessage {
    BigDecimal value = decimal(field);
    return value == null ? BigDecimal.ZERO : value;
  }

  /** Absent and 0 are null: MT5 writes "no price" as 0. */
  @Nullable BigDecimal priceOrNull(String field) throws InvalidMessage {
    BigDecimal value = decimal(field);
    return value == null || value.signum() == 0 ? null : value;
  }

  @Nullable Long integer(String field) throws InvalidMessage {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    if (value.isTextual() && value.textValue().matches("-?[0-9]{1,18}")) {
      return Long.valueOf(value.textValue());
    }
    throw new InvalidMessage(field, value, "must be a whole number");
  }

  @Nullable Integer smallInteger(String field) throws InvalidMessage {
    Long value = integer(field);
    if (value != null && value.intValue() != value) {
      throw new InvalidMessage(field, value, "must fit 32 bits");
    }
    return value == null ? null : Integer.valueOf(value.intValue());
  }

  long requiredInteger(String field) throws InvalidMessage {
    Long value = integer(field);
    if (value == null) {
      throw new InvalidMessage(field, "nothing", "is required");
    }
    return value;
  }

  @Nullable Instant millis(String field) throws InvalidMessage {
    Long value = integer(field);
    return value == null || value == 0 ? null : Instant.ofEpochMilli(value);
  }

  boolean flag(String field) throws InvalidMessage {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return false;
    }
    if (!value.isBoolean()) {
      throw new InvalidMessage(field, value, "must be true or false");
    }
    return value.booleanValue();
  }

  <E extends Enum<E>> E oneOf(String field, Class<E> type) throws InvalidMessage {
    String value = requiredText(field);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw new InvalidMessage(field, value, "must be one of " + List.of(type.getEnumConstants()));
  }

  Fields object(String field) throws InvalidMessage {
    return of(node.get(field), field);
  }

  /** The objects of an array; an absent array is empty. */
  List<Fields> objects(String field) throws InvalidMessage {
    JsonNode array = node.get(field);
    if (array == null || array.isNull()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw new InvalidMessage(field, array, "must be an array");
    }
    List<Fields> objects = new java.util.ArrayList<>(array.size());
    for (JsonNode element : array) {
      objects.add(of(element, field));
    }
    return objects;
  }

  List<String> texts(String field) throws InvalidMessage {
    JsonNode array = node.get(field);
    if (array == null || array.isNull()) {
      return List.of();
    }
    if (!array.isArray()) {
      throw new InvalidMessage(field, array, "must be an array");
    }
    List<String> texts = new java.util.ArrayList<>(array.size());
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw new InvalidMessage(field, element, "must hold texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }
}
