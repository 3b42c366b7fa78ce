package io.interlock.contracts.json;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/** A message that breaks a rule; names the field (path), the value found and the rule. */
public final class InvalidMessage extends Exception {
  private static final int LONGEST_VALUE = 120;

  private final String field;
  private final String value;
  private final String rule;

  public InvalidMessage(String field, Object value, String rule) {
    super("%s: %s (found: %s)".formatted(field, rule, shortened(value)), null, false, false);
    this.field = requireNonNull(field, "field is null");
    this.value = shortened(value);
    this.rule = requireNonNull(rule, "rule is null");
  }

  /** Path of the field, e.g. {@code decision.approved_trade.symbol}; {@code $} is the message. */
  public String field() {
    return field;
  }

  /** The value found, shortened to 120 characters. */
  public String value() {
    return value;
  }

  public String rule() {
    return rule;
  }

  /** Also whole: half a surrogate pair could not be written again. */
  private static String shortened(Object value) {
    String text = String.valueOf(value);
    String cut = text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE - 1) + "…";
    return new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
