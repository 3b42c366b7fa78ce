package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The dialect {@code flat-order}: market orders in one flat object, PING and STATUS. */
final class FlatOrderDialect implements HostDialect {

  @Override
  public boolean speaks(HostRequest request) {
    return switch (request) {
      case HostRequest.Ping _, HostRequest.Status _ -> true;
      case HostRequest.Open open ->
          open.order().type() == OrderType.MARKET
              && open.order().stopLoss() == null
              && open.order().takeProfit() == null;
      default -> false;
    };
  }

  @Override
  public byte[] encode(HostRequest request, Stamp stamp) {
    ObjectNode frame = Frames.object();
    switch (request) {
      case HostRequest.Ping _ -> query(frame, "PING", stamp);
      case HostRequest.Status _ -> query(frame, "STATUS", stamp);
      case HostRequest.Open open -> {
        frame.put("action", open.order().side().name());
        frame.put("symbol", open.symbol());
        frame.put("type", open.order().type().name());
        Frames.putNumber(frame, "volume", open.order().volume());
        frame.put("magic", open.magic());
        Frames.putNumber(frame, "timestamp", BigDecimal.valueOf(stamp.timestampMicros(), 6));
        frame.put("strategy", "interlock");
        frame.put("comment", open.order().clientOrderId().value());
      }
      default -> throw new IllegalArgumentException("flat-order has no word for " + request);
    }
    return Frames.bytes(frame);
  }

  private static void query(ObjectNode frame, String action, Stamp stamp) {
    frame.put("action", action);
    frame.put(
        "timestamp", Instant.EPOCH.plus(stamp.timestampMicros(), ChronoUnit.MICROS).toString());
  }

  @Override
  public HostReply decode(HostRequest request, byte[] body) throws InvalidMessage {
    Fields reply = Fields.of(Json.tree(body), "$");
    String status = reply.requiredText("status");
    if (!(request instanceof HostRequest.Open open)) {
      return status.equals("ERROR")
          ? HostReply.error(null, SpokenError.of(null, reply.text("error")))
          : HostReply.success(null, reply.node());
    }
    return switch (status) {
      case "FILLED" ->
          HostReply.success(null, OlderResult.opened(open, HostReply.Status.SUCCESS, reply));
      case "REJECTED", "ERROR" ->
          HostReply.error(
              null, SpokenError.of(reply.smallInteger("error_code"), reply.text("error")));
      default -> throw new InvalidMessage("status", status, "must be FILLED, REJECTED or ERROR");
    };
  }
}
