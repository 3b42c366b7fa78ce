package io.interlock.gateway.intake;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an event strictly: at most 64 KiB, no field it doesn't know. Pure and thread-safe. */
final class EventDecoder {
  private static final String TYPES =
      Arrays.stream(EventType.values())
          .map(EventType::wireName)
          .collect(Collectors.joining(", ", "must be one of ", ""));

  private EventDecoder() {}

  private record Envelope(
      String type,
      String ea,
      Long magic,
      Long timestamp,
      @Nullable String account,
      @Nullable JsonNode payload) {
    @JsonCreator
    Envelope {
      Rule.required("type", type);
      Rule.name("ea", ea);
      Rule.notNegative("magic", Rule.required("magic", magic));
      Rule.that(
          Rule.required("timestamp", timestamp) > 0,
          "timestamp",
          timestamp,
          "must be epoch microseconds");
      Rule.nameOrNull("account", account);
    }
  }

  /**
   * @throws InvalidMessage naming field, value and rule
   */
  static ExpertEvent decode(byte[] bytes) throws InvalidMessage {
    Envelope envelope = Json.read(bytes, Envelope.class);
    Class<? extends ExpertEvent.Payload> type = payloadClass(envelope.type());
    JsonNode payload =
        envelope.payload() == null || envelope.payload().isNull()
            ? JsonNodeFactory.instance.objectNode()
            : envelope.payload();
    if (!payload.isObject()) {
      throw new InvalidMessage("payload", payload.getNodeType(), "must be a JSON object");
    }
    return new ExpertEvent(
        new ExpertId(envelope.ea(), envelope.magic()),
        envelope.account(),
        envelope.timestamp(),
        payload(payload, type),
        payload);
  }

  private static ExpertEvent.Payload payload(
      JsonNode payload, Class<? extends ExpertEvent.Payload> type) throws InvalidMessage {
    try {
      return Json.convert(payload, type);
    } catch (InvalidMessage e) {
      String field = e.field().equals("$") ? "payload" : "payload." + e.field();
      throw new InvalidMessage(field, e.value(), e.rule());
    }
  }

  private static Class<? extends ExpertEvent.Payload> payloadClass(String wireName)
      throws InvalidMessage {
    for (EventType type : EventType.values()) {
      if (type.wireName().equals(wireName)) {
        return switch (type) {
          case TRADE_OPEN -> ExpertEvent.TradeOpen.class;
          case TRADE_CLOSE -> ExpertEvent.TradeClose.class;
          case TRADE_MODIFY -> ExpertEvent.TradeModify.class;
          case HEARTBEAT -> ExpertEvent.Heartbeat.class;
          case RISK_UPDATE -> ExpertEvent.RiskUpdate.class;
        };
      }
    }
    throw new InvalidMessage("type", wireName, TYPES);
  }
}
