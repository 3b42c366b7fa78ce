package io.interlock.systemtests.stack;

import io.interlock.contracts.json.Json;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A native trade signal as a producer outside Interlock writes it: whatever fields a test wants,
 * legal or not.
 */
public record Signal(Map<String, Object> fields) {
  public Signal {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** A small market order decided now, with an id of its own. */
  public static Signal market(String account, String symbol, String side) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("signal_id", "s-" + UUID.randomUUID());
    fields.put("strategy", "system-tests");
    fields.put("account", account);
    fields.put("symbol", symbol);
    fields.put("side", side);
    fields.put("volume", "0.01");
    fields.put("timestamp", Instant.now().toString());
    return new Signal(fields);
  }

  /** The same with a field set; null takes it away. */
  public Signal with(String field, @Nullable Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(fields);
    if (value == null) {
      changed.remove(field);
    } else {
      changed.put(field, value);
    }
    return new Signal(changed);
  }

  public String id() {
    return String.valueOf(fields.get("signal_id"));
  }

  public @Nullable String account() {
    Object account = fields.get("account");
    return account == null ? null : account.toString();
  }

  public byte[] bytes() {
    return Json.bytes(fields);
  }
}
