package io.interlock.local.mt5.command;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.OrderCondition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the host knows of client order ids: stored results, refusals that stay, tombstones. */
final class KnownOrders {
  /** These may be sent again, or name nothing that could be refused. */
  private static final Set<String> LEAVE_NOTHING_BEHIND =
      Set.of(
          "NO_HELLO",
          "WRONG_BOOT",
          "NOT_CONNECTED",
          "BUSY",
          "BAD_REQUEST",
          "NOT_FOUND",
          "INTERNAL");

  private final Terminal terminal;
  private final Guard guard;

  KnownOrders(Terminal terminal, Guard guard) {
    this.terminal = terminal;
    this.guard = guard;
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
    if (entry != null && entry.reply() != null) {
      return stored(entry, entry.reply());
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

  private static Reply stored(CommandJournal.Entry entry) {
    Reply reply = entry.reply();
    return reply != null
        ? stored(entry, reply)
        : Reply.success(
            OrderResult.unknown(
                String.valueOf(entry.clientOrderId()), "begun, the result is not known"));
  }

  /** A question about a refused order is answered, not refused. */
  private static Reply stored(CommandJournal.Entry entry, Reply reply) {
    Reply.WireError error = reply.error();
    return error == null || reply.data() != null
        ? Reply.success(requireNonNull(reply.data(), "no data, no error"))
        : Reply.success(OrderResult.refused(String.valueOf(entry.clientOrderId()), error));
  }

  /** The answer to an id the host has seen, or null. */
  @Nullable Reply answer(@Nullable String clientOrderId, String payloadHash) {
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

  /** Writes a definitive refusal down, so that the id stays refused. */
  Reply refuse(Request request, String clientOrderId, String payloadHash, Reply refusal) {
    Reply.WireError error = refusal.error();
    if (error != null && !LEAVE_NOTHING_BEHIND.contains(error.code())) {
      String commandId = String.valueOf(request.commandId());
      terminal.journal.finish(
          new CommandJournal.Entry(commandId, clientOrderId, payloadHash, null, false), refusal);
    }
    return refusal;
  }

  Reply replyFor(Order order) {
    OrderResult result = terminal.result(order);
    return order.state() == OrderCondition.REJECTED
        ? Reply.rejected(
            result, order.retcode().code(), order.retcode().name() + ": " + order.reason())
        : Reply.success(result);
  }
}
