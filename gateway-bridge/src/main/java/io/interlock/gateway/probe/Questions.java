package io.interlock.gateway.probe;

import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The two questions of a probe in the words of each dialect; both change nothing at the host. */
final class Questions {
  private Questions() {}

  /** Are you there? */
  static byte[] ping(Dialect dialect, Clock clock) {
    return switch (dialect) {
      case INTERLOCK_1 -> envelope("PING", clock, true);
      case MT5_CRS -> envelope("HEARTBEAT", clock, false);
      case FLAT_ORDER -> flat("PING", clock);
      case QUANTMIND -> typed("GET_BALANCE");
    };
  }

  /** How are you? */
  static byte[] status(Dialect dialect, Clock clock) {
    return switch (dialect) {
      case INTERLOCK_1 -> envelope("STATUS", clock, true);
      case MT5_CRS -> envelope("STATUS", clock, false);
      case FLAT_ORDER -> flat("STATUS", clock);
      case QUANTMIND -> typed("STATUS");
    };
  }

  private static byte[] envelope(String action, Clock clock, boolean versioned) {
    Map<String, Object> question = new LinkedHashMap<>();
    if (versioned) {
      question.put("v", 1);
    }
    question.put("request_id", UUID.randomUUID().toString());
    question.put("action", action);
    question.put("timestamp", micros(clock.instant()));
    question.put("payload", Map.of());
    return Json.bytes(question);
  }

  private static byte[] flat(String action, Clock clock) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("action", action);
    question.put("timestamp", clock.instant().toString());
    return Json.bytes(question);
  }

  private static byte[] typed(String type) {
    Map<String, Object> question = new LinkedHashMap<>();
    question.put("type", type);
    question.put("request_id", UUID.randomUUID().toString());
    return Json.bytes(question);
  }

  private static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
