package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.OrderType;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Tells the results of older dialects as {@code interlock-1} would. */
final class OlderResult {
  private OlderResult() {}

  /** A successful opening: a market order is filled, anything else works, unless it says less. */
  static ObjectNode opened(HostRequest.Open open, HostReply.Status status, Fields data)
      throws InvalidMessage {
    String ticket = data.ticket("ticket");
    BigDecimal volume = open.order().volume();
    boolean pending = status == HostReply.Status.PENDING;
    boolean filled = !pending && open.order().type() == OrderType.MARKET;
    if (ticket == null && !pending) {
      throw new InvalidMessage("ticket", "nothing", "a carried out order has one");
    }
    BigDecimal said =
        data.has("filled_volume") ? data.decimal("filled_volume") : data.decimal("volume");
    BigDecimal done = filled ? (said == null ? volume : said) : BigDecimal.ZERO;
    String state =
        pending
            ? "PENDING"
            : !filled ? "PLACED" : done.compareTo(volume) < 0 ? "PARTIALLY_FILLED" : "FILLED";
    ObjectNode result = Frames.object();
    result.put("client_order_id", open.subject().value());
    result.put("state", state);
    result.put("symbol", open.symbol());
    result.put("side", open.order().side().name());
    result.put("order", data.ticket("order") == null ? ticket : data.ticket("order"));
    result.put("ticket", filled ? ticket : null);
    Frames.putText(result, "filled_volume", done);
    Frames.putText(result, "remaining_volume", volume.subtract(done).max(BigDecimal.ZERO));
    BigDecimal price =
        data.has("filled_price") ? data.decimal("filled_price") : data.decimal("price");
    Frames.putText(result, "filled_price", filled ? price : null);
    return retcode(result, data);
  }

  static ObjectNode closed(HostRequest.Close close, HostReply.Status status, Fields data)
      throws InvalidMessage {
    ObjectNode result = Frames.object();
    result.put("client_order_id", close.subject().value());
    result.put("state", status == HostReply.Status.PENDING ? "PENDING" : "FILLED");
    result.put("ticket", close.ticket());
    BigDecimal volume = data.has("volume") ? data.decimal("volume") : close.volume();
    Frames.putText(result, "filled_volume", volume);
    Frames.putText(result, "filled_price", data.decimal("price"));
    return retcode(result, data);
  }

  /** A success whose return code says otherwise proves nothing. */
  private static ObjectNode retcode(ObjectNode result, Fields data) throws InvalidMessage {
    Integer retcode = data.smallInteger("retcode");
    if (retcode != null) {
      result.put("retcode", retcode);
      if (Retcode.meaning(retcode) != Retcode.Meaning.DONE) {
        result.put("state", "UNKNOWN");
        result.put("reason", "successful, but with return code " + Retcode.name(retcode));
      }
    }
    return result;
  }

  /** Positions as an array or under {@code positions}, with the field names seen in the field. */
  static ObjectNode positions(@Nullable JsonNode data) throws InvalidMessage {
    ObjectNode named = Frames.object();
    named.set("positions", data != null && data.isArray() ? data : positionsIn(data));
    ObjectNode result = Frames.object();
    for (Fields position : new Fields(named).objects("positions")) {
      ObjectNode normal = result.withArray("positions").addObject();
      normal.put("ticket", position.requiredText("ticket"));
      normal.put("symbol", position.requiredText("symbol"));
      normal.put("side", side(position));
      Frames.putText(normal, "volume", position.requiredDecimal("volume"));
      Frames.putText(normal, "open_price", first(position, "open_price", "price_open", "price"));
      Frames.putText(normal, "current_price", first(position, "current_price", "price_current"));
      Frames.putText(normal, "stop_loss", first(position, "stop_loss", "sl"));
      Frames.putText(normal, "take_profit", first(position, "take_profit", "tp"));
      Frames.putText(normal, "profit", position.decimal("profit"));
      normal.put("magic", position.integer("magic"));
      normal.put("comment", position.text("comment"));
    }
    if (!result.has("positions")) {
      result.putArray("positions");
    }
    return result;
  }

  private static @Nullable JsonNode positionsIn(@Nullable JsonNode data) throws InvalidMessage {
    return Fields.of(data, "data").node().get("positions");
  }

  private static String side(Fields position) throws InvalidMessage {
    String side = position.has("side") ? position.text("side") : position.text("type");
    if (side == null) {
      throw new InvalidMessage("side", "nothing", "is required");
    }
    return switch (side) {
      case "BUY", "buy", "0", "POSITION_TYPE_BUY" -> "BUY";
      case "SELL", "sell", "1", "POSITION_TYPE_SELL" -> "SELL";
      default -> throw new InvalidMessage("side", side, "must be BUY or SELL");
    };
  }

  private static @Nullable BigDecimal first(Fields fields, String... names) throws InvalidMessage {
    for (String name : names) {
      if (fields.has(name)) {
        return fields.decimal(name);
      }
    }
    return null;
  }
}
