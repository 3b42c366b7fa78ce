package io.interlock.registry.catalog;

import io.interlock.contracts.broker.Endpoint;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:default}} in a text.
 *
 * @param lookup gives a variable's value, or null
 */
record Environment(Function<String, @Nullable String> lookup) {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(:([^}]*))?}");

  /** A variable without value or default. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String name) {
      super(name);
    }
  }

  String substitute(String text) throws Missing {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String value = value(matcher.group(1));
      if (value == null || value.isEmpty()) {
        value = matcher.group(3);
      }
      if (value == null) {
        throw new Missing(matcher.group(1));
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }

  /** GTW_HOST and GTW_PORT may also be given as one address, ZMQ_EXECUTION_URL. */
  private @Nullable String value(String name) {
    String value = lookup.apply(name);
    if (value != null && !value.isEmpty()) {
      return value;
    }
    String url = lookup.apply("ZMQ_EXECUTION_URL");
    Endpoint host = url == null ? null : Endpoint.ofUrl(url);
    if (host == null) {
      return value;
    }
    return switch (name) {
      case "GTW_HOST" -> host.host();
      case "GTW_PORT" -> Integer.toString(host.commandPort());
      default -> value;
    };
  }

  static boolean isReference(String text) {
    return REFERENCE.matcher(text).find();
  }
}
