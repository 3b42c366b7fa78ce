package io.interlock.gateway.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the objects inside replies and events: orders, deals, positions, accounts. */
public final class HostData {
  private HostData() {}

  /** State of an order result. */
  public enum ResultState {
    PENDING,
    PLACED,
    PARTIALLY_FILLED,
    FILLED,
    CANCELED,
    REJECTED,
    EXPIRED,
    FENCED,
    UNKNOWN
  }

  /**
   * An order result.
   *
   * @param order null where the host knows nothing that can be told as an order
   */
  public record OrderResult(
      ResultState state, @Nullable VenueOrder order, @Nullable Integer retcode, String reason) {}

  public static OrderResult orderResult(@Nullable JsonNode data) throws InvalidMessage {
    Fields result = Fields.of(data, "data");
    ResultState state = result.oneOf("state", ResultState.class);
    Integer retcode = result.smallInteger("retcode");
    String reason = result.text("reason");
    return new OrderResult(
        state, order(result, state, retcode), retcode, reason == null ? state.name() : reason);
  }

  private static @Nullable VenueOrder order(
      Fields result, ResultState state, @Nullable Integer retcode) throws InvalidMessage {
    VenueOrderState venueState = venueState(state);
    if (venueState == null) {
      return null;
    }
    BigDecimal filled = result.decimalOrZero("filled_volume");
    BigDecimal remaining = result.decimal("remaining_volume");
    String code = result.text("retcode_name");
    return new VenueOrder(
        clientOrderId(result.text("client_order_id")),
        result.ticket("order"),
        result.ticket("ticket"),
        result.text("symbol"),
        result.has("side") ? result.oneOf("side", Side.class) : null,
        venueState,
        remaining == null ? null : filled.add(remaining),
        filled,
        result.priceOrNull("filled_price"),
        fills(result),
        result.priceOrNull("bid"),
        result.priceOrNull("ask"),
        code == null && retcode != null ? Retcode.name(retcode) : code,
        result.text("reason"),
        result.integer("magic"),
        result.millis("time_msc"));
  }

  private static @Nullable VenueOrderState venueState(ResultState state) {
    return switch (state) {
      case PENDING -> VenueOrderState.PENDING;
      case PLACED -> VenueOrderState.WORKING;
      case PARTIALLY_FILLED -> VenueOrderState.PARTIALLY_FILLED;
      case FILLED -> VenueOrderState.FILLED;
      case CANCELED -> VenueOrderState.CANCELED;
      case REJECTED -> VenueOrderState.REJECTED;
      case EXPIRED -> VenueOrderState.EXPIRED;
      case FENCED, UNKNOWN -> null;
    };
  }

  private static List<Fill> fills(Fields result) throws InvalidMessage {
    List<Fill> fills = new ArrayList<>();
    for (Fields deal : result.objects("deals")) {
      fills.add(fill(deal));
    }
    return fills;
  }

  private static Fill fill(Fields deal) throws InvalidMessage {
    BigDecimal volume = deal.requiredDecimal("volume");
    if (volume.signum() <= 0) {
      throw new InvalidMessage("deals.volume", volume, "must be greater than 0");
    }
    // MT5 books a commission as a negative amount, a fill as what was charged.
    BigDecimal commission = deal.decimal("commission");
    return new Fill(
        deal.requiredText("deal"),
        volume,
        deal.requiredDecimal("price"),
        commission == null ? null : commission.negate(),
        null,
        Instant.ofEpochMilli(deal.requiredInteger("time_msc")));
  }

  /** One deal, told as the order it belongs to. */
  public record Deal(VenueOrder order, @Nullable ClientOrderId clientOrderId, String reason) {}

  public static Deal deal(@Nullable JsonNode data) throws InvalidMessage {
    Fields deal = Fields.of(data, "data");
    Fill fill = fill(deal);
    String reason = deal.text("reason");
    ClientOrderId id = clientOrderId(deal.text("client_order_id"));
    VenueOrder order =
        new VenueOrder(
            id,
            deal.ticket("order"),
            deal.ticket("position"),
            deal.text("symbol"),
            deal.has("side") ? deal.oneOf("side", Side.class) : null,
            VenueOrderState.FILLED,
            fill.volume(),
            fill.volume(),
            fill.price(),
            List.of(fill),
            null,
            null,
            reason,
            deal.text("entry"),
            deal.integer("magic"),
            fill.at());
    return new Deal(order, id, reason == null ? "OTHER" : reason);
  }

  public static List<Deal> deals(@Nullable JsonNode data) throws InvalidMessage {
    List<Deal> deals = new ArrayList<>();
    for (Fields deal : Fields.of(data, "data").objects("deals")) {
      deals.add(deal(deal.node()));
    }
    return deals;
  }

  public static List<VenuePosition> positions(@Nullable JsonNode data) throws InvalidMessage {
    List<VenuePosition> positions = new ArrayList<>();
    for (Fields position : Fields.of(data, "data").objects("positions")) {
      positions.add(position(position.node()));
    }
    return positions;
  }

  public static VenuePosition position(@Nullable JsonNode data) throws InvalidMessage {
    Fields position = Fields.of(data, "data");
    ClientOrderId id = clientOrderId(position.text("client_order_id"));
    BigDecimal volume = position.requiredDecimal("volume");
    if (volume.signum() <= 0) {
      throw new InvalidMessage("volume", volume, "must be greater than 0");
    }
    return new VenuePosition(
        position.requiredText("ticket"),
        position.requiredText("symbol"),
        position.oneOf("side", Side.class),
        volume,
        position.decimalOrZero("open_price"),
        position.priceOrNull("current_price"),
        position.priceOrNull("stop_loss"),
        position.priceOrNull("take_profit"),
        position.decimal("profit"),
        position.integer("magic"),
        id == null ? clientOrderId(position.text("comment")) : id,
        position.millis("opened_msc"));
  }

  /** The order that a command came to; null if it came to none. */
  public static @Nullable VenueOrder commandOrder(@Nullable JsonNode data) throws InvalidMessage {
    Fields command = Fields.of(data, "data");
    boolean order =
        "SUCCESS".equals(command.text("status"))
            && command.has("data")
            && command.object("data").has("state");
    return order ? orderResult(command.node().get("data")).order() : null;
  }

  /** Whether an event tells of a position that is no more; its closing deal tells the rest. */
  public static boolean closed(@Nullable JsonNode data) throws InvalidMessage {
    return "CLOSED".equals(Fields.of(data, "data").text("change"));
  }

  /** Working orders. */
  public static List<VenueOrder> orders(@Nullable JsonNode data) throws InvalidMessage {
    List<VenueOrder> orders = new ArrayList<>();
    for (Fields order : Fields.of(data, "data").objects("orders")) {
      BigDecimal volume = order.requiredDecimal("volume");
      BigDecimal remaining = order.decimal("remaining_volume");
      BigDecimal filled = remaining == null ? BigDecimal.ZERO : volume.subtract(remaining);
      ClientOrderId id = clientOrderId(order.text("client_order_id"));
      orders.add(
          new VenueOrder(
              id == null ? clientOrderId(order.text("comment")) : id,
              order.ticket("order"),
              null,
              order.text("symbol"),
              order.has("side") ? order.oneOf("side", Side.class) : null,
              filled.signum() > 0 ? VenueOrderState.PARTIALLY_FILLED : VenueOrderState.WORKING,
              volume,
              filled,
              null,
              List.of(),
              null,
              null,
              null,
              null,
              order.integer("magic"),
              order.millis("placed_msc")));
    }
    return orders;
  }

  public static AccountSnapshot account(@Nullable JsonNode data, Instant at) throws InvalidMessage {
    Fields account = Fields.of(data, "data");
    BigDecimal balance = account.requiredDecimal("balance");
    BigDecimal equity = account.has("equity") ? account.requiredDecimal("equity") : balance;
    BigDecimal margin = account.decimalOrZero("margin");
    String currency = account.text("currency");
    return new AccountSnapshot(
        currency == null ? "USD" : currency,
        balance,
        equity,
        margin,
        account.has("free_margin")
            ? account.requiredDecimal("free_margin")
            : equity.subtract(margin),
        account.decimal("leverage"),
        !account.has("trade_allowed") || account.flag("trade_allowed"),
        at);
  }

  /** How many pages a list has; a host that doesn't page has one. */
  public static int pages(@Nullable JsonNode data) throws InvalidMessage {
    Integer pages = Fields.of(data, "data").smallInteger("pages");
    return pages == null ? 1 : pages;
  }

  /** An id of ours, or null for anything else that may stand in an MT5 comment. */
  static @Nullable ClientOrderId clientOrderId(@Nullable String text) {
    return text != null && text.matches("[A-Z2-7]{26}") ? new ClientOrderId(text) : null;
  }
}
