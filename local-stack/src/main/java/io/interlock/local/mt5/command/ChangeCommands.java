package io.interlock.local.mt5.command;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.local.mt5.trade.Execution;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderCondition;
import io.interlock.local.mt5.trade.OrderTerms;
import io.interlock.local.mt5.trade.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** CLOSE_POSITION, MODIFY_ORDER, MODIFY_POSITION and CANCEL_ORDER. */
final class ChangeCommands {
  private final Terminal terminal;
  private final Guard guard;
  private final OrderCommands orders;
  private final KnownOrders known;
  private final Map<String, Integer> positionRevisions = new HashMap<>();

  ChangeCommands(Terminal terminal, Guard guard, OrderCommands orders, KnownOrders known) {
    this.terminal = terminal;
    this.guard = guard;
    this.orders = orders;
    this.known = known;
  }

  /** Payload of MODIFY_ORDER. */
  record ModifyOrder(
      @Nullable String clientOrderId,
      @Nullable String order,
      int revision,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice,
      @Nullable BigDecimal stopLoss,
      @Nullable BigDecimal takeProfit,
      @Nullable Long expiresAt) {
    ModifyOrder {
      Rule.notNegative("revision", revision);
      Rule.positiveOrNull("price", price);
      Rule.positiveOrNull("stop_price", stopPrice);
      Rule.notNegativeOrNull("stop_loss", stopLoss);
      Rule.notNegativeOrNull("take_profit", takeProfit);
    }
  }

  /** Payload of MODIFY_POSITION. */
  record ModifyPosition(
      String ticket, int revision, @Nullable BigDecimal stopLoss, @Nullable BigDecimal takeProfit) {
    ModifyPosition {
      Rule.name("ticket", ticket);
      Rule.notNegative("revision", revision);
      Rule.notNegativeOrNull("stop_loss", stopLoss);
      Rule.notNegativeOrNull("take_profit", takeProfit);
    }
  }

  void close(Request request, Consumer<Reply> done) throws InvalidMessage {
    ClosePosition asked = Json.convert(request.payload(), ClosePosition.class);
    String hash = asked.payloadHash() == null ? hash(request) : asked.payloadHash();
    if (asked.ticket() == null) {
      done.accept(once(request, asked.clientOrderId(), () -> closeSeveral(asked)));
      return;
    }
    Reply reply = known.answer(asked.clientOrderId(), hash);
    reply = reply != null ? reply : guard.changing(request);
    reply = reply != null ? reply : guard.connection();
    if (reply != null) {
      done.accept(
          reply.duplicate() ? reply : known.refuse(request, asked.clientOrderId(), hash, reply));
      return;
    }
    if (orders.closing(asked.ticket())) {
      done.accept(Reply.error("BUSY", "a close of " + asked.ticket() + " is under way"));
      return;
    }
    Position position = terminal.books().position(asked.ticket());
    if (position == null) {
      done.accept(Reply.error("NOT_FOUND", "no open position has the ticket " + asked.ticket()));
      return;
    }
    BigDecimal volume = asked.volume() == null ? position.volume() : asked.volume();
    OrderTerms terms =
        OrderTerms.closing(position, volume, asked.clientOrderId(), asked.deviationPoints());
    Reply refused = guard.terms(terms, guard.instrument(position.symbol()));
    if (refused != null) {
      done.accept(known.refuse(request, asked.clientOrderId(), hash, refused));
      return;
    }
    orders.send(request, terms, hash, done);
  }

  Reply modifyOrder(Request request) throws InvalidMessage {
    ModifyOrder asked = Json.convert(request.payload(), ModifyOrder.class);
    Named named = named(asked.clientOrderId(), asked.order());
    return once(
        request,
        () -> {
          Order order = find(named);
          if (order == null || !order.working()) {
            return Reply.error("NOT_FOUND", "no working order of that name");
          }
          if (asked.revision() <= order.revision()) {
            return Reply.refused(
                "STALE_REVISION",
                "revision",
                asked.revision(),
                "must be above " + order.revision());
          }
          Reply killed = guard.killed(order.terms().magic(), order.terms().symbol());
          if (killed != null) {
            return killed;
          }
          Order changed =
              terminal
                  .server()
                  .modify(
                      order,
                      asked.revision(),
                      asked.price(),
                      asked.stopPrice(),
                      asked.stopLoss(),
                      asked.takeProfit(),
                      asked.expiresAt());
          return Reply.success(terminal.result(changed));
        });
  }

  Reply modifyPosition(Request request) throws InvalidMessage {
    ModifyPosition asked = Json.convert(request.payload(), ModifyPosition.class);
    return once(
        request,
        () -> {
          Position position = terminal.books().position(asked.ticket());
          if (position == null) {
            return Reply.error("NOT_FOUND", "no open position has the ticket " + asked.ticket());
          }
          int last = positionRevisions.getOrDefault(asked.ticket(), -1);
          if (asked.revision() <= last) {
            return Reply.refused(
                "STALE_REVISION", "revision", asked.revision(), "must be above " + last);
          }
          positionRevisions.put(asked.ticket(), asked.revision());
          return Reply.success(
              terminal.server().modify(position, asked.stopLoss(), asked.takeProfit()));
        });
  }

  /** Cancels what still works; an order that has ended answers with how it ended. */
  Reply cancel(Request request) throws InvalidMessage {
    Named named = Json.convert(request.payload(), Named.class);
    return once(
        request,
        () -> {
          Order order = find(named);
          if (order == null) {
            return Reply.error("NOT_FOUND", "no order of that name");
          }
          return Reply.success(
              terminal.result(order.working() ? terminal.server().cancel(order) : order));
        });
  }

  /** Carries a command out unless its id is known; then the stored result is the answer. */
  private Reply once(Request request, Supplier<Reply> command) {
    return once(request, null, command);
  }

  private Reply once(Request request, @Nullable String clientOrderId, Supplier<Reply> command) {
    String hash = hash(request);
    String commandId = String.valueOf(request.commandId());
    CommandJournal.Entry entry =
        request.commandId() == null ? null : terminal.journal.ofCommand(commandId);
    if (entry != null) {
      if (!entry.payloadHash().equals(hash)) {
        return Reply.refused("PAYLOAD_MISMATCH", "command_id", commandId, "had another payload");
      }
      return entry.reply() == null
          ? Reply.error("UNKNOWN", "begun, the result is not known").asDuplicate()
          : entry.reply().asDuplicate();
    }
    Reply refused = guard.changing(request);
    refused = refused != null ? refused : guard.connection();
    if (refused != null) {
      return refused;
    }
    terminal.journal.begin(commandId, clientOrderId, hash);
    Reply reply = command.get();
    terminal.journal.finish(
        new CommandJournal.Entry(commandId, clientOrderId, hash, null, false), reply);
    terminal.settle();
    return reply;
  }

  private Reply closeSeveral(ClosePosition asked) {
    List<Map<String, Object>> results = new ArrayList<>();
    for (Position position : terminal.books().positions()) {
      boolean meant =
          (asked.magic() == null || asked.magic() == position.magic())
              && (asked.symbol() == null || asked.symbol().equals(position.symbol()));
      if (meant) {
        OrderTerms terms =
            OrderTerms.closing(position, position.volume(), null, asked.deviationPoints());
        Order order = terminal.server().submit(terms, Execution.ORDINARY, terminal.clock.micros());
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ticket", position.ticket());
        result.put("status", order.state() == OrderCondition.REJECTED ? "ERROR" : "SUCCESS");
        Json.treeOf(terminal.result(order))
            .properties()
            .forEach(e -> result.putIfAbsent(e.getKey(), e.getValue()));
        results.add(result);
      }
    }
    return Reply.success(Map.of("results", results));
  }

  private @Nullable Order find(Named named) {
    return named.clientOrderId() != null
        ? terminal.books().orderOfClient(named.clientOrderId())
        : terminal.books().order(String.valueOf(named.order()));
  }

  private static Named named(@Nullable String clientOrderId, @Nullable String order)
      throws InvalidMessage {
    try {
      return new Named(clientOrderId, order);
    } catch (Rule.Broken e) {
      throw new InvalidMessage(e.field(), e.value(), e.rule());
    }
  }

  private static String hash(Request request) {
    return SignalDecoder.sha256(Json.bytes(request.payload()));
  }
}
