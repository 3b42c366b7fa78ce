package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The dialect {@code interlock-1}: every action, deadline, epoch and duplicate removal. */
final class InterlockDialect implements HostDialect {
  private static final int VERSION = 1;

  @Override
  public boolean speaks(HostRequest request) {
    return true;
  }

  @Override
  public byte[] encode(HostRequest request, Stamp stamp) {
    ObjectNode frame = Frames.object();
    frame.put("v", VERSION);
    frame.put("request_id", stamp.requestId());
    frame.put("action", action(request));
    frame.put("timestamp", stamp.timestampMicros());
    frame.put("epoch", stamp.epoch());
    if (request instanceof HostRequest.Change change) {
      frame.put("boot_id", stamp.bootId());
      if (stamp.deadlineMonoMillis() != null) {
        frame.put("deadline", stamp.deadlineMonoMillis().longValue());
      }
      frame.put("command_id", change.commandId());
    }
    if (stamp.traceparent() != null) {
      frame.put("traceparent", stamp.traceparent());
    }
    frame.set("payload", payload(request));
    return Frames.bytes(frame);
  }

  private static String action(HostRequest request) {
    return switch (request) {
      case HostRequest.Hello _ -> "HELLO";
      case HostRequest.Ping _ -> "PING";
      case HostRequest.Status _ -> "STATUS";
      case HostRequest.AccountInfo _ -> "GET_ACCOUNT_INFO";
      case HostRequest.Positions _ -> "GET_POSITIONS";
      case HostRequest.Orders _ -> "GET_ORDERS";
      case HostRequest.OrderStatus _ -> "GET_ORDER_STATUS";
      case HostRequest.Deals _ -> "GET_DEALS";
      case HostRequest.Quotes _ -> "GET_QUOTES";
      case HostRequest.OrderBook _ -> "GET_ORDER_BOOK";
      case HostRequest.SymbolInfo _ -> "GET_SYMBOL_INFO";
      case HostRequest.Subscribe _ -> "SUBSCRIBE";
      case HostRequest.Unsubscribe _ -> "UNSUBSCRIBE";
      case HostRequest.ReplayEvents _ -> "REPLAY_EVENTS";
      case HostRequest.Fence _ -> "FENCE_ORDER";
      case HostRequest.Kill _ -> "KILL_SWITCH";
      case HostRequest.ResetKill _ -> "RESET_KILL_SWITCH";
      case HostRequest.Open _ -> "OPEN_ORDER";
      case HostRequest.OpenBatch _ -> "OPEN_ORDERS";
      case HostRequest.Close _ -> "CLOSE_POSITION";
      case HostRequest.Modify modify ->
          modify.order().ticket() == null ? "MODIFY_ORDER" : "MODIFY_POSITION";
      case HostRequest.Cancel _ -> "CANCEL_ORDER";
    };
  }

  private static ObjectNode payload(HostRequest request) {
    ObjectNode payload = Frames.object();
    switch (request) {
      case HostRequest.Ping _, HostRequest.Status _, HostRequest.AccountInfo _ -> {}
      case HostRequest.Positions positions -> payload.put("page", positions.page());
      case HostRequest.Orders orders -> payload.put("page", orders.page());
      case HostRequest.Hello hello ->
          payload.put("epoch", hello.epoch()).put("client", hello.client());
      case HostRequest.OrderStatus status -> subject(payload, status.clientOrderId());
      case HostRequest.Deals deals ->
          payload.put("since_msc", deals.sinceMillis()).put("page", deals.page());
      case HostRequest.Quotes quotes -> symbols(payload, quotes.symbols());
      case HostRequest.OrderBook book ->
          payload.put("symbol", book.symbol()).put("depth", book.depth());
      case HostRequest.SymbolInfo info -> symbols(payload, info.symbols());
      case HostRequest.Subscribe subscribe -> symbols(payload, subscribe.symbols());
      case HostRequest.Unsubscribe unsubscribe -> symbols(payload, unsubscribe.symbols());
      case HostRequest.ReplayEvents replay ->
          payload
              .put("class", "event")
              .put("from_seq", replay.fromSeq())
              .put("limit", replay.limit());
      case HostRequest.Fence fence -> subject(payload, fence.clientOrderId());
      case HostRequest.Kill kill -> kill(payload, kill);
      case HostRequest.ResetKill reset -> payload.put("kill_epoch", reset.killEpoch());
      case HostRequest.Open open -> open(payload, open);
      case HostRequest.OpenBatch batch ->
          batch
              .entries()
              .forEach(
                  entry ->
                      open(payload.withArray("orders").addObject(), entry.open())
                          .put("command_id", entry.open().commandId())
                          .put("deadline", entry.deadlineMonoMillis()));
      case HostRequest.Close close -> close(payload, close);
      case HostRequest.Modify modify -> modify(payload, modify.order());
      case HostRequest.Cancel cancel -> subject(payload, cancel.subject());
    }
    return payload;
  }

  private static void subject(ObjectNode payload, ClientOrderId id) {
    payload.put("client_order_id", id.value());
  }

  private static void symbols(ObjectNode payload, List<String> symbols) {
    symbols.forEach(payload.putArray("symbols")::add);
  }

  private static void kill(ObjectNode payload, HostRequest.Kill kill) {
    payload
        .put("kill_epoch", kill.killEpoch())
        .put("cancel_orders", kill.flatten())
        .put("close_positions", kill.flatten())
        .put("reason", kill.reason());
    payload.putObject("scope");
  }

  private static ObjectNode open(ObjectNode payload, HostRequest.Open open) {
    PlaceOrder order = open.order();
    subject(payload, order.clientOrderId());
    payload.put("symbol", open.symbol());
    payload.put("side", order.side().name());
    payload.put("type", order.type().name());
    Frames.putText(payload, "volume", order.volume());
    Frames.putText(payload, "price", order.price());
    Frames.putText(payload, "stop_price", order.stopPrice());
    Frames.putText(payload, "stop_loss", order.stopLoss());
    Frames.putText(payload, "take_profit", order.takeProfit());
    payload.put("time_in_force", order.timeInForce().name());
    expiry(payload, order.expiresAt());
    if (open.deviationPoints() != null) {
      payload.put("deviation_points", open.deviationPoints().intValue());
    }
    payload.put("magic", open.magic());
    return payload.put("payload_hash", order.payloadHash());
  }

  private static void close(ObjectNode payload, HostRequest.Close close) {
    subject(payload, close.subject());
    payload.put("ticket", close.ticket());
    Frames.putText(payload, "volume", close.volume());
    if (close.deviationPoints() != null) {
      payload.put("deviation_points", close.deviationPoints().intValue());
    }
    payload.put("payload_hash", close.payloadHash());
  }

  private static void modify(ObjectNode payload, ModifyOrder order) {
    if (order.target() != null) {
      subject(payload, order.target());
      Frames.putText(payload, "price", order.price());
      Frames.putText(payload, "stop_price", order.stopPrice());
      expiry(payload, order.expiresAt());
    } else {
      payload.put("ticket", order.ticket());
    }
    payload.put("revision", order.revision());
    Frames.putText(payload, "stop_loss", order.stopLoss());
    Frames.putText(payload, "take_profit", order.takeProfit());
  }

  private static void expiry(ObjectNode payload, @Nullable Instant at) {
    if (at != null) {
      payload.put(
          "expires_at", TimeUnit.SECONDS.toMicros(at.getEpochSecond()) + at.getNano() / 1_000);
    }
  }

  @Override
  public HostReply decode(HostRequest request, byte[] body) throws InvalidMessage {
    Fields reply = Fields.of(Json.tree(body), "$");
    long version = reply.requiredInteger("v");
    if (version != VERSION) {
      throw new InvalidMessage("v", version, "must be 1");
    }
    HostReply.Status status = reply.oneOf("status", HostReply.Status.class);
    JsonNode data = reply.node().get("data");
    return new HostReply(
        reply.text("request_id"),
        status,
        data == null || data.isNull() ? null : data,
        status == HostReply.Status.ERROR ? error(reply.object("error")) : null,
        reply.flag("duplicate"),
        reply.text("boot_id"),
        reply.integer("mono_ms"));
  }

  static HostReply.HostError error(Fields error) throws InvalidMessage {
    String code = error.requiredText("code");
    String message = error.text("message");
    String field = error.text("field");
    StringBuilder said = new StringBuilder(message == null ? code : message);
    if (field != null) {
      said.append(" (")
          .append(field)
          .append(" ")
          .append(error.node().path("value").asText())
          .append(": ")
          .append(error.text("rule"))
          .append(")");
    }
    return new HostReply.HostError(code, said.toString(), error.smallInteger("retcode"));
  }
}
