package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.local.mt5.trade.Funds;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.Position;
import io.interlock.local.mt5.trade.Quote;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The dialect {@code quantmind}. */
final class QuantmindDialect implements Dialect {
  private final Terminal terminal;
  private final PlainTrading trading;

  QuantmindDialect(Terminal terminal) {
    this.terminal = terminal;
    this.trading = new PlainTrading(terminal);
  }

  @Override
  public void handle(byte[] body, Answer answer) {
    JsonNode request;
    try {
      request = Json.tree(body);
    } catch (InvalidMessage e) {
      send(answer, "", "", "error", null, "malformed: " + e.getMessage());
      return;
    }
    String type = request.path("type").asText("");
    String id = request.path("request_id").asText("");
    String ticket = request.path("ticket").asText("");
    Consumer<Object> success = data -> send(answer, type, id, "success", data, null);
    Consumer<String> failure = error -> send(answer, type, id, "error", null, error);
    switch (type) {
      case "GET_BALANCE" -> {
        Funds funds = terminal.books().funds();
        success.accept(
            Map.of(
                "balance", funds.balance(),
                "equity", funds.equity(),
                "margin", funds.margin(),
                "free_margin", funds.free(),
                "currency", "USD"));
      }
      case "GET_QUOTES" -> {
        Quote quote = terminal.server().touch(request.path("symbol").asText(""));
        if (quote == null) {
          failure.accept("symbol: is not known");
        } else {
          success.accept(quote);
        }
      }
      case "GET_POSITIONS" -> success.accept(Map.of("positions", terminal.books().positions()));
      case "TRADE_OPEN" -> open(request, success, failure);
      case "TRADE_MODIFY" -> {
        Position position = terminal.books().position(ticket);
        if (position == null) {
          failure.accept("no open position has the ticket " + ticket);
        } else {
          Position changed =
              terminal
                  .server()
                  .modify(
                      position,
                      PlainTrading.decimal(request, "sl"),
                      PlainTrading.decimal(request, "tp"));
          terminal.settle();
          success.accept(changed);
        }
      }
      case "CANCEL_ORDER" -> {
        Order order = terminal.books().order(ticket);
        if (order == null || !order.working()) {
          failure.accept("no working order has the ticket " + ticket);
        } else {
          Order cancelled = terminal.server().cancel(order);
          terminal.settle();
          success.accept(view(cancelled));
        }
      }
      case "GET_ORDER_STATUS" -> {
        Order order = terminal.books().order(ticket);
        if (order == null) {
          failure.accept("no order has the ticket " + ticket);
        } else {
          success.accept(view(order));
        }
      }
      default -> failure.accept("type: " + type + " is not known");
    }
  }

  private void open(JsonNode request, Consumer<Object> success, Consumer<String> failure) {
    String side = request.path("order_type").asText("");
    if (!side.equals("BUY") && !side.equals("SELL")) {
      failure.accept("order_type: must be BUY or SELL");
      return;
    }
    trading.open(
        "TRADE_OPEN",
        request.path("symbol").asText(""),
        Side.valueOf(side),
        OrderType.MARKET,
        request,
        traded -> {
          Order order = traded.order();
          if (!traded.done() || order == null) {
            failure.accept(String.valueOf(traded.error()));
          } else {
            success.accept(view(order));
          }
        });
  }

  private static ObjectNode view(Order order) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("ticket", order.order());
    data.put("price", order.filledPrice());
    data.put("volume", order.filledVolume());
    data.put("symbol", order.terms().symbol());
    data.put("state", order.state().name());
    return data;
  }

  private static void send(
      Answer answer,
      String type,
      String id,
      String status,
      @Nullable Object data,
      @Nullable String message) {
    ObjectNode reply = JsonNodeFactory.instance.objectNode();
    reply.put("status", status);
    reply.set("data", data == null ? null : Json.treeOf(data));
    reply.put("message", message).put("request_id", id);
    answer.send(type, "", Json.bytes(reply));
  }
}
