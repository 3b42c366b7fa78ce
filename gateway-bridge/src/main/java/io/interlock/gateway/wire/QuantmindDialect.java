package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;

/** The dialect {@code quantmind}: a type and flat fields, {@code success} or {@code error}. */
final class QuantmindDialect implements HostDialect {

  @Override
  public boolean speaks(HostRequest request) {
    return switch (request) {
      case HostRequest.Ping _, HostRequest.AccountInfo _, HostRequest.Positions _ -> true;
      case HostRequest.Quotes quotes -> quotes.symbols().size() == 1;
      case HostRequest.Open open -> open.order().type() == OrderType.MARKET;
      case HostRequest.Cancel cancel -> cancel.order() != null;
      case HostRequest.Modify modify -> modify.order().ticket() != null;
      default -> false;
    };
  }

  @Override
  public byte[] encode(HostRequest request, Stamp stamp) {
    ObjectNode frame = Frames.object();
    switch (request) {
      // It has no ping of its own; the cheapest question stands in.
      case HostRequest.Ping _, HostRequest.AccountInfo _ -> frame.put("type", "GET_BALANCE");
      case HostRequest.Positions _ -> frame.put("type", "GET_POSITIONS");
      case HostRequest.Quotes quotes ->
          frame.put("type", "GET_QUOTES").put("symbol", quotes.symbols().getFirst());
      case HostRequest.Open open -> open(frame, open);
      case HostRequest.Cancel cancel ->
          frame.put("type", "CANCEL_ORDER").put("ticket", cancel.order());
      case HostRequest.Modify modify -> modify(frame, modify.order());
      default -> throw new IllegalArgumentException("quantmind has no word for " + request);
    }
    frame.put("request_id", stamp.requestId());
    return Frames.bytes(frame);
  }

  private static void open(ObjectNode frame, HostRequest.Open open) {
    PlaceOrder order = open.order();
    frame.put("type", "TRADE_OPEN");
    frame.put("symbol", open.symbol());
    frame.put("order_type", order.side().name());
    Frames.putNumber(frame, "volume", order.volume());
    Frames.putNumber(frame, "sl", order.stopLoss());
    Frames.putNumber(frame, "tp", order.takeProfit());
    frame.put("magic", open.magic());
    frame.put("comment", order.clientOrderId().value());
  }

  private static void modify(ObjectNode frame, ModifyOrder order) {
    frame.put("type", "TRADE_MODIFY");
    frame.put("ticket", order.ticket());
    Frames.putNumber(frame, "sl", order.stopLoss());
    Frames.putNumber(frame, "tp", order.takeProfit());
  }

  @Override
  public HostReply decode(HostRequest request, byte[] body) throws InvalidMessage {
    Fields reply = Fields.of(Json.tree(body), "$");
    String requestId = reply.text("request_id");
    String status = reply.requiredText("status");
    JsonNode data = reply.node().get("data");
    return switch (status) {
      case "success" -> HostReply.success(requestId, result(request, data));
      case "error" -> HostReply.error(requestId, error(reply));
      default -> throw new InvalidMessage("status", status, "must be success or error");
    };
  }

  private static HostReply.HostError error(Fields reply) throws InvalidMessage {
    return SpokenError.of(
        reply.has("retcode") ? reply.smallInteger("retcode") : null, reply.text("message"));
  }

  private static JsonNode result(
      HostRequest request, @org.jspecify.annotations.Nullable JsonNode data) throws InvalidMessage {
    return switch (request) {
      case HostRequest.Open open ->
          OlderResult.opened(open, HostReply.Status.SUCCESS, Fields.of(data, "data"));
      case HostRequest.Positions _ -> OlderResult.positions(data);
      case HostRequest.Quotes quotes -> quotes(quotes, Fields.of(data, "data"));
      case HostRequest.Cancel cancel ->
          Frames.object()
              .put("client_order_id", cancel.subject().value())
              .put("order", cancel.order())
              .put("state", "CANCELED");
      case HostRequest.Modify modify ->
          // It confirms without telling the position; what it did is read with the next positions.
          data != null && data.hasNonNull("symbol")
              ? OlderResult.positions(Frames.object().set("positions", arrayOf(data)))
                  .get("positions")
                  .get(0)
              : unnamedPosition(modify);
      default -> data == null || data.isNull() ? Frames.object() : data;
    };
  }

  private static JsonNode arrayOf(JsonNode element) {
    return Frames.object().withArray("positions").add(element);
  }

  private static JsonNode unnamedPosition(HostRequest.Modify modify) throws InvalidMessage {
    throw new InvalidMessage(
        "data", "nothing", "position " + modify.order().ticket() + " is not told; look it up");
  }

  private static JsonNode quotes(HostRequest.Quotes request, Fields data) throws InvalidMessage {
    ObjectNode quote = Frames.object();
    quote.put("symbol", request.symbols().getFirst());
    Frames.putText(quote, "bid", data.requiredDecimal("bid"));
    Frames.putText(quote, "ask", data.requiredDecimal("ask"));
    ObjectNode result = Frames.object();
    result.withArray("quotes").add(quote);
    return result;
  }
}
