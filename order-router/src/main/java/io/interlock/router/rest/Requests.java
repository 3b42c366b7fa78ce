package io.interlock.router.rest;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.signal.DecodedSignal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads what calls carry beside their bodies. */
final class Requests {

  private static final long WAIT_UNLESS_SAID_MILLIS = 5_000;
  private static final long LONGEST_WAIT_MILLIS = 60_000;

  private Requests() {}

  /** A signal's identity: unlike on the topic there is no offset to fall back on. */
  static String identity(DecodedSignal decoded, @Nullable String idempotencyKey)
      throws InvalidMessage {
    String key = key(idempotencyKey);
    if (decoded.signal().signalId() == null
        && key == null
        && decoded.signal().timestamp() == null) {
      throw new InvalidMessage(
          "Idempotency-Key",
          "nothing",
          "is required where the signal has neither signal_id nor timestamp");
    }
    return decoded.identity(key, "http");
  }

  static @Nullable String key(@Nullable String idempotencyKey) throws InvalidMessage {
    try {
      return Rule.nameOrNull("Idempotency-Key", idempotencyKey);
    } catch (Rule.Broken e) {
      throw new InvalidMessage(e.field(), e.value(), e.rule());
    }
  }

  static Duration waiting(@Nullable String waitMillis) throws InvalidMessage {
    if (waitMillis == null) {
      return Duration.ofMillis(WAIT_UNLESS_SAID_MILLIS);
    }
    return Duration.ofMillis(number("wait_ms", waitMillis, LONGEST_WAIT_MILLIS));
  }

  static long number(String field, String text, long most) throws InvalidMessage {
    long number = text.matches("[0-9]{1,9}") ? Long.parseLong(text) : -1;
    if (number < 0 || number > most) {
      throw new InvalidMessage(field, text, "must be 0 to " + most);
    }
    return number;
  }
}
