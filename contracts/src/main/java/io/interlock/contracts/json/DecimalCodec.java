package io.interlock.contracts.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Decimals as plain strings on the way out; plain numbers or strings, never an exponent, NaN or
 * minus zero, at most 18 digits before and 18 after the point, on the way in.
 */
final class DecimalCodec {
  private static final int MOST_DIGITS = 18;

  private DecimalCodec() {}

  static final class Reader extends StdScalarDeserializer<BigDecimal> {
    Reader() {
      super(BigDecimal.class);
    }

    @Override
    public BigDecimal deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonToken token = parser.currentToken();
      if (!token.isNumeric() && token != JsonToken.VALUE_STRING) {
        throw InvalidFormatException.from(
            parser, "must be a decimal number", parser.getText(), BigDecimal.class);
      }
      String text = parser.getText();
      if (!isPlain(text)) {
        throw refused(
            parser,
            text,
            "must be a plain decimal number without exponent, at most 18 digits before and 18 after"
                + " the point");
      }
      BigDecimal value = new BigDecimal(text);
      if (value.signum() == 0 && text.startsWith("-")) {
        throw refused(parser, text, "must not be minus zero");
      }
      return value;
    }

    /** Without a regular expression: every price and volume of every order passes here. */
    private static boolean isPlain(String text) {
      int from = text.startsWith("-") ? 1 : 0;
      int point = text.indexOf('.');
      return point < 0
          ? areDigits(text, from, text.length())
          : areDigits(text, from, point) && areDigits(text, point + 1, text.length());
    }

    private static boolean areDigits(String text, int from, int to) {
      for (int i = from; i < to; i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return false;
        }
      }
      return from < to && to - from <= MOST_DIGITS;
    }

    private static InvalidFormatException refused(JsonParser parser, String text, String rule) {
      return InvalidFormatException.from(parser, rule, text, BigDecimal.class);
    }
  }

  static final class Writer extends StdScalarSerializer<BigDecimal> {
    Writer() {
      super(BigDecimal.class);
    }

    @Override
    public void serialize(BigDecimal value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(value.toPlainString());
    }
  }
}
