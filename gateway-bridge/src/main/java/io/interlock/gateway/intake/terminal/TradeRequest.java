package io.interlock.gateway.intake.terminal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A trade a terminal asks for, ready for {@code trade.signals}. Pure.
 *
 * @param signalId its identity: the Idempotency-Key
 * @param account whose trade it is; key of the record
 * @param body as it came, or with the account put in
 * @param resting whether it may wait at the venue, so that being accepted is an outcome
 */
record TradeRequest(String signalId, String account, String body, boolean resting) {
  /**
   * @param idempotencyKey header; may be left out where the body has a {@code signal_id}
   * @param terminal who asks; null: someone with a role, who must name the account
   * @throws InvalidMessage naming field, value and rule
   */
  static TradeRequest of(byte[] body, @Nullable String idempotencyKey, @Nullable Terminal terminal)
      throws InvalidMessage {
    TradeSignal signal = SignalDecoder.decode(body).signal();
    if (!signal.accounts().isEmpty()) {
      throw new InvalidMessage("accounts", signal.accounts(), "must be absent: name one account");
    }
    String account = account(signal, terminal);
    String produced = new String(body, StandardCharsets.UTF_8);
    if (signal.account() == null) {
      ObjectNode tree = (ObjectNode) Json.tree(body);
      tree.put("account", account);
      produced = tree.toString();
    }
    return new TradeRequest(
        signalId(signal, idempotencyKey), account, produced, signal.type() != OrderType.MARKET);
  }

  private static String account(TradeSignal signal, @Nullable Terminal terminal)
      throws InvalidMessage {
    if (terminal != null) {
      return terminal.account(signal.account());
    }
    if (signal.account() == null) {
      throw new InvalidMessage("account", "nothing", "is required");
    }
    return signal.account();
  }

  private static String signalId(TradeSignal signal, @Nullable String idempotencyKey)
      throws InvalidMessage {
    String own = signal.signalId();
    if (own == null && idempotencyKey == null) {
      throw new InvalidMessage(
          "Idempotency-Key", "nothing", "is required, as header or as signal_id in the body");
    }
    if (own != null && idempotencyKey != null && !own.equals(idempotencyKey)) {
      throw new InvalidMessage(
          "Idempotency-Key", idempotencyKey, "must be the body's signal_id where both are given");
    }
    try {
      return Rule.name("Idempotency-Key", own == null ? idempotencyKey : own);
    } catch (Rule.Broken e) {
      throw new InvalidMessage(e.field(), e.value(), e.rule());
    }
  }

  byte[] bytes() {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  OrderId orderId() {
    return OrderId.of(Topics.TRADE_SIGNALS, signalId, 0);
  }
}
