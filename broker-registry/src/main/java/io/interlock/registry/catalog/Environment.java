package io.interlock.registry.catalog;

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
      String value = lookup.apply(matcher.group(1));
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

  static boolean isReference(String text) {
    return REFERENCE.matcher(text).find();
  }
}
