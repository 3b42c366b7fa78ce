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
import java.util.regex.Pattern;

/**
 * Decimals as plain strings on the way out; plain numbers or strings, never an exponent, NaN or
 * minus zero, at most 18 digits before and 18 after the point, on the way in.
 */
final class DecimalCodec {
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,18})?");

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
      if (!PLAIN.matcher(text).matches()) {
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
