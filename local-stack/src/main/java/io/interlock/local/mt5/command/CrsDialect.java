package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.local.mt5.trade.Order;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The dialect {@code mt5-crs}. */
final class CrsDialect implements Dialect {
  private final Terminal terminal;
  private final PlainTrading trading;
  private final KillCommands kills;

  CrsDialect(Terminal terminal) {
    this.terminal = terminal;
    this.trading = new PlainTrading(terminal);
    this.kills = new KillCommands(terminal, new Guard(terminal));
  }

  @Override
  public void handle(byte[] body, Answer answer) {
    JsonNode request;
    try {
      request = Json.tree(body);
    } catch (InvalidMessage e) {
      send(answer, "", null, "ERROR", null, "BAD_JSON: " + e.getMessage());
      return;
    }
    String action = request.path("action").asText("");
    String id = request.path("request_id").asText("");
    JsonNode payload = request.path("payload");
    Consumer<Object> success = data -> send(answer, action, id, "SUCCESS", data, null);
    Consumer<String> failure = error -> send(answer, action, id, "ERROR", null, error);
    switch (action) {
      case "HEARTBEAT" -> success.accept(Map.of("connected", terminal.broker.connected()));
      case "GET_ACCOUNT_INFO" -> success.accept(AccountInfo.of(terminal));
      case "GET_POSITIONS" -> success.accept(Map.of("positions", terminal.books().positions()));
      case "KILL_SWITCH" -> {
        terminal.latch(terminal.kill().and(new KillLatch(true, 0, null, null, true, true)));
        success.accept(Map.of("latched", true));
        kills.begin();
      }
      case "OPEN_ORDER" -> open(payload, success, failure);
      case "CLOSE_POSITION" ->
          trading.close(
              action,
              payload.path("ticket").asText(""),
              PlainTrading.decimal(payload, "volume"),
              traded -> answer(traded, success, failure));
      default -> failure.accept("UNKNOWN_ACTION: " + action);
    }
  }

  @Override
  public void sweep() {
    kills.sweep();
  }

  private void open(JsonNode payload, Consumer<Object> success, Consumer<String> failure) {
    Side side;
    OrderType type;
    try {
      side = Side.valueOf(payload.path("side").asText(""));
      type = OrderType.valueOf(payload.path("type").asText("MARKET"));
    } catch (IllegalArgumentException e) {
      failure.accept("BAD_REQUEST: side or type is not known");
      return;
    }
    if (type.hasStopPrice()
        || (type.hasLimitPrice() && PlainTrading.decimal(payload, "price") == null)) {
      failure.accept("BAD_REQUEST: this dialect has MARKET, and LIMIT with a price");
      return;
    }
    trading.open(
        "OPEN_ORDER",
        payload.path("symbol").asText(""),
        side,
        type,
        payload,
        traded -> answer(traded, success, failure));
  }

  private static void answer(
      PlainTrading.Traded traded, Consumer<Object> success, Consumer<String> failure) {
    Order order = traded.order();
    if (!traded.done() || order == null) {
      failure.accept(String.valueOf(traded.error()));
      return;
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("ticket", order.ticket() == null ? order.order() : order.ticket());
    data.put("order", order.order());
    data.put("volume", order.filledVolume());
    data.put("price", order.filledPrice());
    data.put("symbol", order.terms().symbol());
    data.put("state", order.state().name());
    success.accept(data);
  }

  private void send(
      Answer answer,
      String action,
      @Nullable String id,
      String status,
      @Nullable Object data,
      @Nullable String error) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("request_id", id).put("status", status);
    reply.set("data", data == null ? null : Json.treeOf(data));
    reply.put("error", error).put("timestamp", terminal.clock.micros());
    answer.send(action, "", Json.bytes(reply));
  }
}
