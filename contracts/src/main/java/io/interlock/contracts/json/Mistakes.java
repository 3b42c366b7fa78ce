package io.interlock.contracts.json;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says in our words what Jackson found wrong: field, value, rule. */
final class Mistakes {
  private static final Pattern NOT_A_TOKEN =
      Pattern.compile("Non-standard token '([^']*)'.*", Pattern.DOTALL);

  private Mistakes() {}

  static InvalidMessage of(IOException e) {
    String path = e instanceof JsonMappingException mapping ? path(mapping) : "$";
    IOException cause = origin(e);
    return switch (cause) {
      case UnrecognizedPropertyException unknown ->
          new InvalidMessage(path, unknown.getPropertyName(), "is not a field of this message");
      case ValueInstantiationException refused when refused.getCause() instanceof Rule.Broken b ->
          broken(path, refused.getType().getRawClass(), b);
      case InvalidTypeIdException unknown -> typeId(path, unknown);
      case InvalidFormatException format ->
          new InvalidMessage(path, format.getValue(), format(format));
      case MismatchedInputException mismatch -> mismatch(path, mismatch);
      case StreamConstraintsException limit ->
          new InvalidMessage(path, "too much", limit(limit.getOriginalMessage()));
      case InputCoercionException overflow ->
          new InvalidMessage(path, text(overflow.getProcessor()), wanted(overflow.getTargetType()));
      case StreamReadException malformed -> malformed(where(malformed, path), malformed);
      case JsonProcessingException other ->
          new InvalidMessage(path, "unreadable", other.getOriginalMessage());
      default -> new InvalidMessage(path, "unreadable", String.valueOf(cause.getMessage()));
    };
  }

  /** Jackson wraps what its parser found into mapping exceptions, one a level. */
  private static IOException origin(IOException e) {
    IOException origin = e;
    while (origin.getClass() == JsonMappingException.class
        && origin.getCause() instanceof IOException cause) {
      origin = cause;
    }
    return origin;
  }

  /** A value that is written as one text has no fields: the rule is about where it stands. */
  private static InvalidMessage broken(String path, Class<?> type, Rule.Broken b) {
    boolean nested = !path.equals("$");
    String field = !nested ? b.field() : isOneValue(type) ? path : path + "." + b.field();
    return new InvalidMessage(field, b.value(), b.rule());
  }

  private static boolean isOneValue(Class<?> type) {
    return Stream.<AnnotatedElement>concat(
            Arrays.stream(type.getDeclaredMethods()), Arrays.stream(type.getDeclaredFields()))
        .anyMatch(member -> member.isAnnotationPresent(JsonValue.class));
  }

  private static InvalidMessage typeId(String path, InvalidTypeIdException e) {
    Class<?> base = e.getBaseType().getRawClass();
    JsonTypeInfo info = base.getAnnotation(JsonTypeInfo.class);
    JsonSubTypes types = base.getAnnotation(JsonSubTypes.class);
    String property = info == null ? "type" : info.property();
    String rule =
        types == null
            ? "must be a known type"
            : Arrays.stream(types.value())
                .map(JsonSubTypes.Type::name)
                .collect(Collectors.joining(", ", "must be one of ", ""));
    String field =
        path.equals("$") ? property : path.endsWith(property) ? path : path + "." + property;
    return new InvalidMessage(field, e.getTypeId() == null ? "nothing" : e.getTypeId(), rule);
  }

  private static String format(InvalidFormatException e) {
    Class<?> type = e.getTargetType();
    boolean ownRule = type == BigDecimal.class || type == Instant.class;
    return ownRule ? e.getOriginalMessage() : wanted(type);
  }

  private static InvalidMessage mismatch(String path, MismatchedInputException e) {
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Trailing token")) {
      return new InvalidMessage("$", "more text", "must be one JSON document");
    }
    if (message.startsWith("No content to map")) {
      return new InvalidMessage("$", "nothing", "must be a JSON document");
    }
    if (message.startsWith("Cannot map `null`")) {
      return new InvalidMessage(path, "nothing", "is required");
    }
    return new InvalidMessage(path, found(e.getProcessor()), wanted(e.getTargetType()));
  }

  private static InvalidMessage malformed(String path, StreamReadException e) {
    String message = String.valueOf(e.getOriginalMessage());
    if (message.startsWith("Duplicate ")) {
      return new InvalidMessage(path, "twice", "must not stand twice");
    }
    Matcher token = NOT_A_TOKEN.matcher(message);
    if (token.matches()) {
      return new InvalidMessage(path, token.group(1), "must be a finite number");
    }
    JsonLocation at = e.getLocation();
    String where =
        at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
    return new InvalidMessage(path, "malformed JSON", "must be well-formed JSON" + where);
  }

  private static String limit(String message) {
    if (message.contains("nesting depth")) {
      return "must be at most " + Settings.DEEPEST + " levels deep";
    }
    if (message.contains("Number value length")) {
      return "must be a number of at most " + Settings.LONGEST_NUMBER + " characters";
    }
    return message;
  }

  private static String wanted(@Nullable Class<?> type) {
    if (type == null) {
      return "must be of another type";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getFields())
          .filter(java.lang.reflect.Field::isEnumConstant)
          .map(Mistakes::written)
          .collect(Collectors.joining(", ", "must be one of ", ""));
    }
    if (type == int.class || type == Integer.class) {
      return "must be a whole number of at most 32 bits";
    }
    if (type == long.class || type == Long.class) {
      return "must be a whole number of at most 64 bits";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "must be true or false";
    }
    if (type == String.class || isOneValue(type)) {
      return "must be text";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "must be a list";
    }
    return Map.class.isAssignableFrom(type) || type.isRecord() || type.isInterface()
        ? "must be an object"
        : "must be of another type";
  }

  private static String written(java.lang.reflect.Field constant) {
    var name = constant.getAnnotation(com.fasterxml.jackson.annotation.JsonProperty.class);
    return name == null ? constant.getName() : name.value();
  }

  private static String found(@Nullable Object processor) {
    if (!(processor instanceof JsonParser parser)) {
      return "another type";
    }
    JsonToken token = parser.currentToken();
    if (token == null) {
      return "nothing";
    }
    return switch (token) {
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "an object";
      case START_ARRAY, END_ARRAY -> "a list";
      case VALUE_NULL -> "null";
      case VALUE_STRING,
          VALUE_NUMBER_INT,
          VALUE_NUMBER_FLOAT,
          VALUE_TRUE,
          VALUE_FALSE,
          VALUE_EMBEDDED_OBJECT,
          NOT_AVAILABLE ->
          text(parser);
    };
  }

  private static String text(@Nullable Object processor) {
    try {
      return processor instanceof JsonParser parser
          ? String.valueOf(parser.getText())
          : "another type";
    } catch (IOException e) {
      return "another type";
    }
  }

  /** Where the parser stood; mapping exceptions know only as far as values were begun. */
  private static String where(StreamReadException e, String path) {
    JsonParser parser = e.getProcessor();
    if (parser == null) {
      return path;
    }
    StringBuilder where = new StringBuilder();
    for (JsonPointer step = parser.getParsingContext().pathAsPointer();
        step != null && !step.matches();
        step = step.tail()) {
      if (step.mayMatchElement()) {
        where.append('[').append(step.getMatchingIndex()).append(']');
      } else {
        where.append(where.isEmpty() ? "" : ".").append(step.getMatchingProperty());
      }
    }
    return where.isEmpty() ? path : where.toString();
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
}
