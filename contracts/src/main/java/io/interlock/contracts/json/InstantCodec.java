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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Instants as ISO-8601 in UTC with six decimals on the way out; ISO-8601 with a zone, or epoch
 * seconds as a decimal (never through a double), on the way in. Kept to the microsecond.
 */
final class InstantCodec {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}(\\.[0-9]{1,9})?");
  private static final String RULE =
      "must be ISO-8601 with a zone, or epoch seconds as a plain decimal";

  private InstantCodec() {}

  static final class Reader extends StdScalarDeserializer<Instant> {
    Reader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonToken token = parser.currentToken();
      String text = parser.getText();
      if (token.isNumeric()) {
        if (!SECONDS.matcher(text).matches()) {
          throw InvalidFormatException.from(parser, RULE, text, Instant.class);
        }
        return ofSeconds(new BigDecimal(text));
      }
      if (token != JsonToken.VALUE_STRING) {
        throw InvalidFormatException.from(parser, RULE, text, Instant.class);
      }
      try {
        Instant usual = UsualInstant.parse(text);
        return micros(usual == null ? OffsetDateTime.parse(text).toInstant() : usual);
      } catch (DateTimeException e) {
        throw InvalidFormatException.from(parser, RULE, text, Instant.class);
      }
    }

    private static Instant ofSeconds(BigDecimal seconds) {
      long whole = seconds.longValue();
      long micros = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(6).longValue();
      return Instant.ofEpochSecond(whole, micros * 1_000);
    }

    private static Instant micros(Instant instant) {
      return instant.truncatedTo(ChronoUnit.MICROS);
    }
  }

  static final class Writer extends StdScalarSerializer<Instant> {
    Writer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(UsualInstant.format(value));
    }
  }
}
