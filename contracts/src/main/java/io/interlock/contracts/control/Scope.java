package io.interlock.contracts.control;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.interlock.contracts.json.Rule;
import java.util.Locale;

/**
 * What a control applies to, written {@code global}, {@code broker:ID}, {@code account:ID}, {@code
 * strategy:ID} or {@code symbol:NAME}.
 *
 * @param name empty for the global scope
 */
public record Scope(Kind kind, String name) {
  /** From widest to narrowest. */
  public enum Kind {
    GLOBAL,
    BROKER,
    ACCOUNT,
    STRATEGY,
    SYMBOL
  }

  public static final Scope GLOBAL = new Scope(Kind.GLOBAL, "");

  public Scope {
    Rule.required("kind", kind);
    if (kind == Kind.GLOBAL) {
      Rule.that(name.isEmpty(), "scope", name, "the global scope has no name");
    } else {
      Rule.name("scope", name);
    }
  }

  @JsonCreator
  public static Scope parse(String text) {
    if ("global".equals(text)) {
      return GLOBAL;
    }
    int colon = text.indexOf(':');
    for (Kind kind : Kind.values()) {
      if (kind != Kind.GLOBAL
          && colon > 0
          && kind.name().toLowerCase(Locale.ROOT).equals(text.substring(0, colon))) {
        return new Scope(kind, text.substring(colon + 1));
      }
    }
    throw new Rule.Broken(
        "scope", text, "must be global, broker:ID, account:ID, strategy:ID or symbol:NAME");
  }

  @Override
  @JsonValue
  public String toString() {
    return kind == Kind.GLOBAL ? "global" : kind.name().toLowerCase(Locale.ROOT) + ":" + name;
  }
}
