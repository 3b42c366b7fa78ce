package io.interlock.local.mt5.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.trade.Execution;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderCondition;
import io.interlock.local.mt5.trade.OrderTerms;
import io.interlock.local.mt5.trade.Retcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OPEN_ORDER, OPEN_ORDERS and FENCE_ORDER, and the one way to the broker every order takes: known
 * ids are answered from the journal, new ones are journalled and then sent, once.
 */
final class OrderCommands {
  private final Terminal terminal;
  private final Guard guard;

  OrderCommands(Terminal terminal, Guard guard) {
    this.terminal = terminal;
    this.guard = guard;
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
      OpenOrder order = Json.convert(terms, OpenOrder.class);
      open(
          request.withCommand(commandId),
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

  /** Makes sure an id can never trade, or says what became of it. */
  Reply fence(Request request) throws InvalidMessage {
    Named asked = Json.convert(request.payload(), Named.class);
    Reply stale = guard.epoch(request);
    if (stale != null) {
      return stale;
    }
    String id = asked.clientOrderId();
    if (id == null) {
      return Reply.refused("BAD_REQUEST", "client_order_id", null, "is required");
    }
    CommandJournal.Entry entry = terminal.journal.ofClientOrder(id);
    if (entry != null && entry.fenced()) {
      return Reply.success(OrderResult.fenced(id));
    }
    if (entry != null && terminal.broker.outstanding(entry.commandId())) {
      return Reply.success(OrderResult.unknown(id, "a send is outstanding"));
    }
    if (!terminal.broker.connected()) {
      return Reply.success(OrderResult.unknown(id, "not connected to the trade server"));
    }
    Order order = terminal.books().orderOfClient(id);
    if (order != null) {
      return Reply.success(terminal.result(order));
    }
    terminal.journal.fence(id);
    return Reply.success(OrderResult.fenced(id));
  }

  /** What is known of an id, without changing anything; null: nothing. */
  @Nullable Reply status(String clientOrderId) {
    CommandJournal.Entry entry = terminal.journal.ofClientOrder(clientOrderId);
    if (entry != null && entry.fenced()) {
      return Reply.success(OrderResult.fenced(clientOrderId));
    }
    if (entry != null && terminal.broker.outstanding(entry.commandId())) {
      return Reply.success(OrderResult.pending(clientOrderId));
    }
    if (!terminal.broker.connected()) {
      return entry == null ? null : stored(entry);
    }
    Order order = terminal.books().orderOfClient(clientOrderId);
    if (order != null) {
      return Reply.success(terminal.result(order));
    }
    return entry == null ? null : stored(entry);
  }

  private Reply stored(CommandJournal.Entry entry) {
    if (entry.reply() != null) {
      return entry.reply();
    }
    String id = String.valueOf(entry.clientOrderId());
    return Reply.success(OrderResult.unknown(id, "begun, the result is not known"));
  }

  /** The answer to an id the host has seen, or null. */
  @Nullable Reply known(@Nullable String clientOrderId, String payloadHash) {
    CommandJournal.Entry entry =
        clientOrderId == null ? null : terminal.journal.ofClientOrder(clientOrderId);
    if (entry == null) {
      return null;
    }
    if (entry.fenced()) {
      return Reply.error("FENCED", clientOrderId + " was fenced and can never trade");
    }
    if (!entry.payloadHash().equals(payloadHash)) {
      return Reply.refused(
          "PAYLOAD_MISMATCH", "payload_hash", payloadHash, "was " + entry.payloadHash());
    }
    Reply reply = entry.reply();
    if (reply == null && clientOrderId != null) {
      Order found =
          terminal.broker.connected() ? terminal.books().orderOfClient(clientOrderId) : null;
      if (found == null || terminal.broker.outstanding(entry.commandId())) {
        return Reply.error("UNKNOWN", "begun, the result is not known: ask GET_ORDER_STATUS")
            .asDuplicate();
      }
      reply = replyFor(found);
      terminal.journal.finish(entry, reply);
    }
    return reply == null ? null : reply.asDuplicate();
  }

  /** Journals an order and sends it to the broker. */
  void send(Request request, OrderTerms terms, String payloadHash, Consumer<Reply> done) {
    String commandId = String.valueOf(request.commandId());
    terminal.journal.begin(commandId, terms.clientOrderId(), payloadHash);
    terminal.broker.sending(commandId);
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
          Reply reply = replyFor(order);
          terminal.broker.sent(commandId);
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

  private void open(Request request, OpenOrder asked, Consumer<Reply> done) {
    Reply known = known(asked.clientOrderId(), asked.payloadHash());
    if (known != null) {
      done.accept(known);
      return;
    }
    Reply refused = guard.changing(request);
    refused = refused != null ? refused : guard.symbol(asked.symbol());
    if (refused != null) {
      done.accept(refused);
      return;
    }
    Instrument instrument = guard.instrument(asked.symbol());
    OrderTerms terms = asked.terms(instrument.symbol());
    refused = guard.killed(terms.magic(), terms.symbol());
    refused = refused != null ? refused : guard.connection();
    refused = refused != null ? refused : guard.terms(terms, instrument);
    if (refused != null) {
      done.accept(refused);
      return;
    }
    send(request, terms, asked.payloadHash(), done);
  }

  private Reply replyFor(Order order) {
    OrderResult result = terminal.result(order);
    return order.state() == OrderCondition.REJECTED
        ? Reply.rejected(
            result, order.retcode().code(), order.retcode().name() + ": " + order.reason())
        : Reply.success(result);
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
