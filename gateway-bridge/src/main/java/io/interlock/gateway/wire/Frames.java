package io.interlock.gateway.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Writes frames: trees whose decimals never get an exponent and never pass through a double. */
final class Frames {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private Frames() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** A decimal as text, as {@code interlock-1} wants it; null is left out. */
  static void putText(ObjectNode node, String field, @Nullable BigDecimal value) {
    if (value != null) {
      node.put(field, value.toPlainString());
    }
  }

  static void putNumber(ObjectNode node, String field, @Nullable BigDecimal value) {
    if (value != null) {
      node.put(field, value);
    }
  }

  static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("can't write a frame", e);
    }
  }
}
