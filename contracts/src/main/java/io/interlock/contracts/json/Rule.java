package io.interlock.contracts.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks a message record makes of its own components.
 *
 * <p>A broken rule is thrown as {@link Broken} from the record's constructor; {@link Json} turns it
 * into an {@link InvalidMessage} with the whole path.
 */
public final class Rule {
  private static final int LONGEST_NAME = 128;

  private Rule() {}

  /** A component broke its rule. */
  public static final class Broken extends IllegalArgumentException {
    private final String field;
    private final String value;
    private final String rule;

    public Broken(String field, @Nullable Object value, String rule) {
      super("%s: %s (found: %s)".formatted(field, rule, value));
      this.field = field;
      this.value = value instanceof BigDecimal d ? d.toPlainString() : String.valueOf(value);
      this.rule = rule;
    }

    public String field() {
      return field;
    }

    public String value() {
      return value;
    }

    public String rule() {
      return rule;
    }
  }

  public static <T> T required(String field, @Nullable T value) {
    if (value == null) {
      throw new Broken(field, "nothing", "is required");
    }
    return value;
  }

  public static void absent(String field, @Nullable Object value, String because) {
    if (value != null) {
      throw new Broken(field, value, "must be absent " + because);
    }
  }

  /** A name: 1 to 128 printable characters without blanks at the ends. */
  public static String name(String field, @Nullable String value) {
    String text = required(field, value);
    boolean fits =
        !text.isEmpty()
            && text.length() <= LONGEST_NAME
            && text.equals(text.strip())
            && isPrintable(text);
    if (!fits) {
      throw new Broken(
          field, value, "must be 1 to 128 printable characters without blanks at the ends");
    }
    return text;
  }

  public static @Nullable String nameOrNull(String field, @Nullable String value) {
    return value == null ? null : name(field, value);
  }

  public static BigDecimal positive(String field, @Nullable BigDecimal value) {
    BigDecimal given = required(field, value);
    if (given.signum() <= 0) {
      throw new Broken(field, given.toPlainString(), "must be greater than 0");
    }
    return given;
  }

  public static @Nullable BigDecimal positiveOrNull(String field, @Nullable BigDecimal value) {
    return value == null ? null : positive(field, value);
  }

  public static @Nullable BigDecimal notNegativeOrNull(String field, @Nullable BigDecimal value) {
    if (value != null && value.signum() < 0) {
      throw new Broken(field, value.toPlainString(), "must not be negative");
    }
    return value;
  }

  public static long notNegative(String field, long value) {
    if (value < 0) {
      throw new Broken(field, value, "must not be negative");
    }
    return value;
  }

  public static void that(boolean holds, String field, @Nullable Object value, String rule) {
    if (!holds) {
      throw new Broken(field, value, rule);
    }
  }

  /** An unmodifiable copy; an absent list is an empty one. */
  public static <T> List<T> list(String field, @Nullable List<? extends @Nullable T> value) {
    if (value == null) {
      return List.of();
    }
    List<T> copy = new ArrayList<>(value.size());
    for (T element : value) {
      if (element == null) {
        throw new Broken(field, "null", "must not contain null");
      }
      copy.add(element);
    }
    return Collections.unmodifiableList(copy);
  }

  /** The same for a list that is not a field. */
  public static <T> List<T> list(@Nullable List<? extends @Nullable T> value) {
    return list("$", value);
  }

  /** An unmodifiable copy in the order of its keys; an absent map is an empty one. */
  public static <T> Map<String, T> map(
      String field, @Nullable Map<String, ? extends @Nullable T> value) {
    if (value == null) {
      return Map.of();
    }
    Map<String, T> copy = new TreeMap<>();
    value.forEach(
        (key, element) -> {
          if (element == null) {
            throw new Broken(field + "." + key, "null", "must not be null");
          }
          copy.put(key, element);
        });
    return Collections.unmodifiableMap(copy);
  }

  private static boolean isPrintable(String text) {
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      if (!isPrintable(codePoint)) {
        return false;
      }
      i += Character.charCount(codePoint);
    }
    return true;
  }

  /** Not a control, a format character that changes how text looks, or half a character. */
  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
