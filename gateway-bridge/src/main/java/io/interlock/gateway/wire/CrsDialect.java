package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;

/** The dialect {@code mt5-crs}: an envelope with request id, no duplicate removal. */
final class CrsDialect implements HostDialect {

  @Override
  public boolean speaks(HostRequest request) {
    return switch (request) {
      case HostRequest.Ping _,
          HostRequest.AccountInfo _,
          HostRequest.Positions _,
          HostRequest.Kill _,
          HostRequest.Open _,
          HostRequest.Close _ ->
          true;
      default -> false;
    };
  }

  @Override
  public byte[] encode(HostRequest request, Stamp stamp) {
    ObjectNode payload = Frames.object();
    String action =
        switch (request) {
          case HostRequest.Ping _ -> "HEARTBEAT";
          case HostRequest.AccountInfo _ -> "GET_ACCOUNT_INFO";
          case HostRequest.Positions _ -> "GET_POSITIONS";
          case HostRequest.Kill kill -> {
            payload.put("reason", kill.reason());
            yield "KILL_SWITCH";
          }
          case HostRequest.Open open -> {
            open(payload, open);
            yield "OPEN_ORDER";
          }
          case HostRequest.Close close -> {
            payload.put("ticket", close.ticket());
            Frames.putNumber(payload, "volume", close.volume());
            yield "CLOSE_POSITION";
          }
          default -> throw new IllegalArgumentException("mt5-crs has no word for " + request);
        };
    ObjectNode frame = Frames.object();
    frame.put("action", action);
    frame.put("request_id", stamp.requestId());
    frame.put("timestamp", stamp.timestampMicros());
    frame.set("payload", payload);
    return Frames.bytes(frame);
  }

  private static void open(ObjectNode payload, HostRequest.Open open) {
    payload.put("symbol", open.symbol());
    payload.put("side", open.order().side().name());
    payload.put("type", open.order().type().name());
    Frames.putNumber(payload, "volume", open.order().volume());
    Frames.putNumber(
        payload,
        "price",
        open.order().stopPrice() == null ? open.order().price() : open.order().stopPrice());
    Frames.putNumber(payload, "sl", open.order().stopLoss());
    Frames.putNumber(payload, "tp", open.order().takeProfit());
    payload.put("magic", open.magic());
    payload.put("comment", open.order().clientOrderId().value());
  }

  @Override
  public HostReply decode(HostRequest request, byte[] body) throws InvalidMessage {
    Fields reply = Fields.of(Json.tree(body), "$");
    String requestId = reply.text("request_id");
    HostReply.Status status = reply.oneOf("status", HostReply.Status.class);
    if (status == HostReply.Status.ERROR) {
      return HostReply.error(requestId, error(reply.node().get("error")));
    }
    JsonNode data = reply.node().get("data");
    JsonNode normal =
        switch (request) {
          case HostRequest.Open open -> OlderResult.opened(open, status, Fields.of(data, "data"));
          case HostRequest.Close close ->
              OlderResult.closed(close, status, Fields.of(data, "data"));
          case HostRequest.Positions _ -> OlderResult.positions(data);
          default -> data == null || data.isNull() ? Frames.object() : data;
        };
    return new HostReply(requestId, status, normal, null, false, null, null);
  }

  private static HostReply.HostError error(JsonNode error) throws InvalidMessage {
    if (error == null || error.isNull()) {
      return SpokenError.of(null, null);
    }
    if (error.isTextual()) {
      return SpokenError.of(null, error.textValue());
    }
    Fields fields = Fields.of(error, "error");
    String code = fields.text("code");
    boolean number = code != null && code.matches("[0-9]{1,9}");
    String message = fields.text("message");
    return SpokenError.of(
        number ? Integer.valueOf(code) : null,
        number || code == null ? message : message == null ? code : code + ": " + message);
  }
}
