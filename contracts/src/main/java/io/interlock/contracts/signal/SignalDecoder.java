package io.interlock.contracts.signal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a signal in any of the accepted formats.
 *
 * <p>Which format it is shows in its fields: {@code decision} makes it an approved-trade envelope,
 * {@code action} a flat order, all else is native. Native signals are read strictly; the other two
 * may carry more fields, which stay in the payload, but none that would mean something else in a
 * native signal. Pure and thread-safe.
 */
public final class SignalDecoder {
  static final String STRATEGY_OF_UNNAMED = "unnamed";

  /** Leaving one of these out of account would turn another wish into an opening order. */
  private static final List<String> NATIVE_ONLY =
      List.of(
          "command",
          "accounts",
          "ticket",
          "target",
          "target_signal_id",
          "all_of_strategy",
          "revision");

  private SignalDecoder() {}

  /**
   * @throws InvalidMessage naming field, value and rule
   */
  public static DecodedSignal decode(byte[] bytes) throws InvalidMessage {
    if (bytes.length > Json.LARGEST_MESSAGE) {
      throw new InvalidMessage(
          "$", bytes.length + " bytes", "must be at most " + Json.LARGEST_MESSAGE + " bytes");
    }
    // Each format is read from the bytes again: a tree no longer has numbers as they were written.
    Set<String> fields = Json.fields(bytes);
    if (fields.contains("decision")) {
      refuseNativeOnly(object(bytes), "an approved-trade envelope");
      ApprovedTrade envelope = Json.readTolerant(bytes, ApprovedTrade.class);
      return decoded(
          SignalFormat.APPROVED_TRADE,
          named(envelope::toSignal, ApprovedTrade.NAMES),
          envelope.approval(),
          bytes);
    }
    if (fields.contains("action")) {
      refuseNativeOnly(object(bytes), "a flat order");
      FlatOrder order = Json.readTolerant(bytes, FlatOrder.class);
      return decoded(SignalFormat.FLAT_ORDER, named(order::toSignal, order.names()), null, bytes);
    }
    if (fields.isEmpty()) {
      object(bytes);
    }
    return decoded(SignalFormat.NATIVE, Json.read(bytes, TradeSignal.class), null, bytes);
  }

  private static ObjectNode object(byte[] bytes) throws InvalidMessage {
    JsonNode tree = Json.tree(bytes);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw new InvalidMessage("$", tree.getNodeType(), "must be a JSON object");
  }

  /** SHA-256 of bytes, hex. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static DecodedSignal decoded(
      SignalFormat format, TradeSignal signal, @Nullable Approval approval, byte[] bytes) {
    return new DecodedSignal(
        signal, format, approval, new String(bytes, StandardCharsets.UTF_8), sha256(bytes));
  }

  private static void refuseNativeOnly(ObjectNode object, String format) throws InvalidMessage {
    for (String field : NATIVE_ONLY) {
      if (object.has(field)) {
        throw new InvalidMessage(field, object.get(field), "does not belong into " + format);
      }
    }
  }

  /** Names a broken rule's field as the sender wrote it. */
  private static TradeSignal named(Supplier<TradeSignal> signal, Map<String, String> names)
      throws InvalidMessage {
    try {
      return signal.get();
    } catch (Rule.Broken e) {
      throw new InvalidMessage(names.getOrDefault(e.field(), e.field()), e.value(), e.rule());
    }
  }
}
