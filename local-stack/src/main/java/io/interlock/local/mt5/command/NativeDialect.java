package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The dialect {@code interlock-1}. */
final class NativeDialect implements Dialect {
  private final Terminal terminal;
  private final KnownOrders known;
  private final OrderCommands orders;
  private final ChangeCommands changes;
  private final KillCommands kills;
  private final Queries queries;
  private final MarketQueries market;

  NativeDialect(Terminal terminal) {
    this.terminal = terminal;
    Guard guard = new Guard(terminal);
    this.known = new KnownOrders(terminal, guard);
    this.orders = new OrderCommands(terminal, guard, known);
    this.changes = new ChangeCommands(terminal, guard, orders, known);
    this.kills = new KillCommands(terminal, guard);
    this.queries = new Queries(terminal, known);
    this.market = new MarketQueries(terminal, guard);
  }

  @Override
  public void handle(byte[] body, Answer answer) {
    terminal.commands++;
    if (body.length > Json.LARGEST_MESSAGE) {
      send(
          answer,
          null,
          "",
          "",
          Reply.refused(
              "TOO_LARGE", "$", body.length, "must be at most " + Json.LARGEST_MESSAGE + " bytes"));
      return;
    }
    JsonNode tree;
    try {
      tree = Json.tree(body);
    } catch (InvalidMessage e) {
      send(answer, null, "", "", Reply.refused("BAD_JSON", e.field(), e.value(), e.rule()));
      return;
    }
    String requestId = text(tree, "request_id");
    String action = String.valueOf(text(tree, "action"));
    String clientOrderId = tree.path("payload").path("client_order_id").asText("");
    int noted =
        terminal.broker.received(
            new Ledger.Received(
                terminal.clock.micros(),
                action,
                String.valueOf(requestId),
                clientOrderId.isEmpty() ? null : clientOrderId,
                null,
                false));
    Consumer<Reply> done =
        reply -> {
          terminal.broker.answered(noted, outcome(reply), reply.duplicate());
          send(answer, requestId, action, clientOrderId, reply);
        };
    try {
      Request request = Json.convert(tree, Request.class);
      if (request.action().equals("OPEN_ORDER")) {
        orders.open(request, done);
      } else if (request.action().equals("OPEN_ORDERS")) {
        orders.openAll(request, done);
      } else if (request.action().equals("CLOSE_POSITION")) {
        changes.close(request, done);
      } else {
        done.accept(reply(request));
      }
    } catch (InvalidMessage e) {
      done.accept(Reply.badRequest(e));
    }
  }

  @Override
  public void sweep() {
    kills.sweep();
  }

  private Reply reply(Request request) throws InvalidMessage {
    return switch (request.action()) {
      case "HELLO" -> queries.hello(request);
      case "PING", "HEARTBEAT" -> queries.ping();
      case "STATUS" -> queries.status();
      case "MODIFY_ORDER" -> changes.modifyOrder(request);
      case "MODIFY_POSITION" -> changes.modifyPosition(request);
      case "CANCEL_ORDER" -> changes.cancel(request);
      case "FENCE_ORDER" -> known.fence(request);
      case "GET_ACCOUNT_INFO" -> Reply.success(AccountInfo.of(terminal));
      case "GET_POSITIONS" -> queries.positions(request);
      case "GET_ORDERS" -> queries.workingOrders(request);
      case "GET_ORDER_STATUS" -> queries.orderStatus(request);
      case "GET_DEALS" -> queries.deals(request);
      case "GET_QUOTES" -> market.quotes(request);
      case "GET_ORDER_BOOK" -> market.book(request);
      case "GET_SYMBOL_INFO" -> market.symbolInfo(request);
      case "SUBSCRIBE" -> market.subscribe(request, true);
      case "UNSUBSCRIBE" -> market.subscribe(request, false);
      case "KILL_SWITCH" -> kills.kill(request);
      case "RESET_KILL_SWITCH" -> kills.reset(request);
      case "REPLAY_EVENTS" -> queries.replay(request);
      default -> Reply.refused("UNKNOWN_ACTION", "action", request.action(), "is not known");
    };
  }

  private void send(
      Answer answer, @Nullable String requestId, String action, String clientOrderId, Reply reply) {
    if (reply.duplicate()) {
      terminal.duplicates++;
    }
    if (reply.error() != null) {
      terminal.refused++;
      terminal.lastError = reply.error().code() + ": " + reply.error().message();
    }
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.put("v", 1).put("request_id", requestId).put("status", reply.status().name());
    envelope.set("data", reply.data());
    envelope.set("error", reply.error() == null ? null : Json.treeOf(reply.error()));
    envelope
        .put("duplicate", reply.duplicate())
        .put("boot_id", terminal.bootId)
        .put("mono_ms", terminal.clock.monoMillis())
        .put("timestamp", terminal.clock.micros());
    answer.send(action, clientOrderId, Json.bytes(envelope));
  }

  private static String outcome(Reply reply) {
    return reply.error() == null ? reply.status().name() : reply.error().code();
  }

  private static @Nullable String text(JsonNode tree, String field) {
    JsonNode value = tree.path(field);
    return value.isTextual() && value.textValue().length() <= 64 ? value.textValue() : null;
  }
}
