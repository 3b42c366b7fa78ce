package io.interlock.gateway.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Events as Expert Advisors write them. */
final class Events {
  static final String OPEN =
      "{\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"0.10\",\"price\":1.08512}";

  private Events() {}

  static byte[] bytes(String type, String payload) {
    return bytes("trend", 77, type, payload);
  }

  static byte[] bytes(String ea, long magic, String type, String payload) {
    return "{\"type\":\"%s\",\"ea\":\"%s\",\"magic\":%d,\"timestamp\":%d,\"payload\":%s}"
        .formatted(type, ea, magic, IntakeStatistics.micros(Instant.now()), payload)
        .getBytes(StandardCharsets.UTF_8);
  }

  static ExpertEvent event(String type, String payload) throws Exception {
    return EventDecoder.decode(bytes(type, payload));
  }
}
