package io.interlock.contracts.order;

import io.interlock.contracts.json.Rule;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Why something was refused, expired or left in doubt.
 *
 * @param code typed, upper case, e.g. {@code SIGNAL_TOO_OLD}; a {@link DenialReason} name when a
 *     pre-trade control said no, the venue's or the wire's code otherwise
 * @param message one sentence for a person
 * @param figures what led to it, by name, e.g. {@code age_ms: 7200, limit_ms: 5000}
 */
public record Reason(String code, String message, Map<String, String> figures) {
  public Reason(String code, String message, @Nullable Map<String, String> figures) {
    this.code = Rule.name("code", code);
    this.message = Rule.required("message", message);
    this.figures =
        figures == null ? Map.of() : java.util.Collections.unmodifiableMap(new TreeMap<>(figures));
  }

  public static Reason of(String code, String message) {
    return new Reason(code, message, Map.of());
  }
}
