package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.Execution;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderTerms;
import io.interlock.local.mt5.trade.Retcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OPEN_ORDER and OPEN_ORDERS, and the one way to the broker every order takes: known ids are
 * answered from the journal, new ones are journalled and then sent, once.
 */
final class OrderCommands {
  private final Terminal terminal;
  private final Guard guard;
  private final KnownOrders known;

  OrderCommands(Terminal terminal, Guard guard, KnownOrders known) {
    this.terminal = terminal;
    this.guard = guard;
    this.known = known;
  }

  void open(Request request, Consumer<Reply> done) throws InvalidMessage {
    open(request, Json.convert(request.payload(), OpenOrder.class), done);
  }

  /** Each order is decided on its own; the answer waits for the last. */
  void openAll(Request request, Consumer<Reply> done) throws InvalidMessage {
    OpenOrders asked = Json.convert(request.payload(), OpenOrders.class);
    List<Map<String, Object>> results = new ArrayList<>();
    for (ObjectNode one : asked.orders()) {
      ObjectNode terms = one.deepCopy();
      String commandId = terms.path("command_id").asText("");
      terms.remove("command_id");
      JsonNode deadline = terms.remove("deadline");
      Long ownDeadline = deadline == null ? null : Json.convert(deadline, Long.class);
      OpenOrder order = Json.convert(terms, OpenOrder.class);
      open(
          request.ofBatch(commandId, ownDeadline),
          order,
          reply -> {
            Map<String, Object> result = new java.util.LinkedHashMap<>();
            result.put("client_order_id", order.clientOrderId());
            ((ObjectNode) Json.treeOf(reply))
                .properties()
                .forEach(e -> result.put(e.getKey(), e.getValue()));
            results.add(result);
            if (results.size() == asked.orders().size()) {
              done.accept(Reply.success(Map.of("results", results)));
            }
          });
    }
  }

  /** Journals an order and sends it to the broker. */
  void send(Request request, OrderTerms terms, String payloadHash, Consumer<Reply> done) {
    String commandId = String.valueOf(request.commandId());
    terminal.journal.begin(commandId, terms.clientOrderId(), payloadHash);
    terminal.broker.sending(commandId);
    terminal.broker.sending(closeOf(terms));
    CommandJournal.Entry begun =
        new CommandJournal.Entry(commandId, terms.clientOrderId(), payloadHash, null, false);
    Fault fault =
        terminal.faults.take(Fault.Phase.EXECUTION, request.action(), terms.clientOrderId());
    long sentMicros = terminal.clock.micros();
    if (terminal.options.async()) {
      done.accept(Reply.pending(OrderResult.pending(String.valueOf(terms.clientOrderId()))));
    }
    Runnable execute =
        () -> {
          Order order = terminal.server().submit(terms, execution(fault), sentMicros);
          Reply reply = known.replyFor(order);
          terminal.broker.sent(commandId);
          terminal.broker.sent(closeOf(terms));
          if (fault != null && fault.kind() == Fault.Kind.NO_RESULT) {
            reply = Reply.error("UNKNOWN", "the trade server did not answer in time");
          } else {
            terminal.journal.finish(begun, reply);
          }
          terminal.settle();
          if (!terminal.options.async()) {
            done.accept(reply);
          }
        };
    long millis = brokerMillis(fault, terminal);
    if (millis == 0 && !terminal.options.async()) {
      execute.run();
    } else {
      terminal.delays.after(millis, execute);
    }
  }

  /** Whether a position's close is under way. */
  boolean closing(String ticket) {
    return terminal.broker.outstanding("close of " + ticket);
  }

  private static String closeOf(OrderTerms terms) {
    return "close of " + terms.closes();
  }

  private void open(Request request, OpenOrder asked, Consumer<Reply> done) {
    Reply stored = known.answer(asked.clientOrderId(), asked.payloadHash());
    if (stored != null) {
      done.accept(stored);
      return;
    }
    Reply refused = guard.changing(request);
    refused = refused != null ? refused : guard.symbol(asked.symbol());
    if (refused != null) {
      done.accept(known.refuse(request, asked.clientOrderId(), asked.payloadHash(), refused));
      return;
    }
    Instrument instrument = guard.instrument(asked.symbol());
    OrderTerms terms = asked.terms(instrument.symbol());
    refused = guard.killed(terms.magic(), terms.symbol());
    refused = refused != null ? refused : guard.connection();
    refused = refused != null ? refused : guard.terms(terms, instrument);
    if (refused != null) {
      done.accept(known.refuse(request, asked.clientOrderId(), asked.payloadHash(), refused));
      return;
    }
    send(request, terms, asked.payloadHash(), done);
  }

  /** What a fault makes of an order's execution. */
  static Execution execution(@Nullable Fault fault) {
    if (fault == null) {
      return Execution.ORDINARY;
    }
    return switch (fault.kind()) {
      case REJECT ->
          new Execution(Retcode.of(fault.retcode() == null ? 10006 : fault.retcode()), null);
      case REQUOTE -> new Execution(Retcode.REQUOTE, null);
      case FILL_FRACTION -> new Execution(null, fault.fraction());
      case LOSE_REQUEST,
          SLOW,
          NO_RESULT,
          LOSE_REPLY,
          DELAY_REPLY,
          DUPLICATE_REPLY,
          GARBAGE_REPLY,
          OVERSIZED_REPLY,
          DROP_CONNECTION ->
          Execution.ORDINARY;
    };
  }

  /** How long the broker takes for an order. */
  static long brokerMillis(@Nullable Fault fault, Terminal terminal) {
    return fault != null && fault.kind() == Fault.Kind.SLOW && fault.millis() != null
        ? fault.millis()
        : terminal.broker.latencyMillis();
  }
}
