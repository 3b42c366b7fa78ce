package io.interlock.contracts.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.Side;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Reads a signal in any of the accepted formats.
 *
 * <p>Which format it is shows in its fields: {@code decision} makes it an approved-trade envelope,
 * {@code action} a flat order, all else is native. Native signals are read strictly; the other two
 * may carry more fields, which stay in the payload. Pure and thread-safe.
 */
public final class SignalDecoder {
  private static final String STRATEGY_OF_UNNAMED = "unnamed";

  private SignalDecoder() {}

  /**
   * @throws InvalidMessage naming field, value and rule
   */
  public static DecodedSignal decode(byte[] bytes) throws InvalidMessage {
    if (bytes.length > Json.LARGEST_MESSAGE) {
      throw new InvalidMessage(
          "$", bytes.length + " bytes", "must be at most " + Json.LARGEST_MESSAGE + " bytes");
    }
    JsonNode tree = Json.tree(bytes);
    if (!(tree instanceof ObjectNode object)) {
      throw new InvalidMessage("$", tree.getNodeType(), "must be a JSON object");
    }
    String payload = new String(bytes, StandardCharsets.UTF_8);
    String hash = sha256(bytes);
    if (object.has("decision")) {
      ApprovedTrade envelope = Json.convertTolerant(object, ApprovedTrade.class);
      return new DecodedSignal(
          signal(envelope), SignalFormat.APPROVED_TRADE, envelope.approval(), payload, hash);
    }
    if (object.has("action")) {
      return new DecodedSignal(flatOrder(object), SignalFormat.FLAT_ORDER, null, payload, hash);
    }
    return new DecodedSignal(
        Json.convert(object, TradeSignal.class), SignalFormat.NATIVE, null, payload, hash);
  }

  /** SHA-256 of bytes, hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static TradeSignal flatOrder(ObjectNode object) throws InvalidMessage {
    ObjectNode native_ = object.deepCopy();
    JsonNode action = native_.remove("action");
    if (!action.isTextual() || !isSide(action.textValue())) {
      throw new InvalidMessage("action", action, "must be one of BUY, SELL");
    }
    native_.set("side", action);
    rename(native_, "sl", "stop_loss");
    rename(native_, "tp", "take_profit");
    if (!native_.has("strategy")) {
      native_.put("strategy", STRATEGY_OF_UNNAMED);
    }
    return Json.convertTolerant(native_, TradeSignal.class);
  }

  private static TradeSignal signal(ApprovedTrade envelope) throws InvalidMessage {
    return Json.convert(Json.treeOf(envelope.toNative(STRATEGY_OF_UNNAMED)), TradeSignal.class);
  }

  private static boolean isSide(String text) {
    for (Side side : Side.values()) {
      if (side.name().equals(text)) {
        return true;
      }
    }
    return false;
  }

  private static void rename(ObjectNode object, String from, String to) {
    JsonNode value = object.remove(from);
    if (value != null && !object.has(to)) {
      object.set(to, value);
    }
  }
}
