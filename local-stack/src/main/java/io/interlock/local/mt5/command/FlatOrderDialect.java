package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.local.mt5.trade.Order;
import java.math.BigDecimal;

/** The dialect {@code flat-order}. */
final class FlatOrderDialect implements Dialect {
  private final Terminal terminal;
  private final PlainTrading trading;

  FlatOrderDialect(Terminal terminal) {
    this.terminal = terminal;
    this.trading = new PlainTrading(terminal);
  }

  @Override
  public void handle(byte[] body, Answer answer) {
    JsonNode request;
    try {
      request = Json.tree(body);
    } catch (InvalidMessage e) {
      rejected(answer, "", "malformed: " + e.getMessage(), 4001);
      return;
    }
    String action = request.path("action").asText("");
    switch (action) {
      case "PING", "STATUS" -> {
        ObjectNode reply = JsonNodeFactory.instance.objectNode();
        reply.put("status", action.equals("PING") ? "OK" : "OPERATIONAL");
        reply.put("gateway", "MT5-Simulated");
        reply.put("connected", terminal.broker.connected());
        reply.put("timestamp", seconds());
        answer.send(action, "", Json.bytes(reply));
      }
      case "BUY", "SELL" -> {
        if (!request.path("type").asText("MARKET").equals("MARKET")) {
          rejected(answer, action, "type: must be MARKET", 4002);
          return;
        }
        trading.open(
            action,
            request.path("symbol").asText(""),
            Side.valueOf(action),
            OrderType.MARKET,
            request,
            traded -> {
              Order order = traded.order();
              if (!traded.done() || order == null) {
                rejected(answer, action, String.valueOf(traded.error()), traded.retcode());
              } else {
                filled(answer, action, order);
              }
            });
      }
      default -> rejected(answer, action, "action: must be BUY, SELL, PING or STATUS", 4003);
    }
  }

  private void filled(Answer answer, String action, Order order) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("status", "FILLED");
    reply.put("ticket", Long.parseLong(order.order()));
    reply.put("order_id", "ORDER_" + order.order());
    reply.put("filled_price", order.filledPrice());
    reply.put("filled_volume", order.filledVolume());
    reply.put("timestamp", seconds());
    reply.putNull("error");
    reply.put("error_code", 0);
    answer.send(action, "", Json.bytes(reply));
  }

  private void rejected(Answer answer, String action, String error, int code) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("status", "REJECTED");
    reply.put("timestamp", seconds());
    reply.put("error", error);
    reply.put("error_code", code == 0 ? 10006 : code);
    answer.send(action, "", Json.bytes(reply));
  }

  private BigDecimal seconds() {
    return BigDecimal.valueOf(terminal.clock.micros() / 1_000, 3);
  }
}
