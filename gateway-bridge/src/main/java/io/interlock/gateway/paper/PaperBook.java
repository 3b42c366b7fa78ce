package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a paper broker must remember; immutable, stored as it is.
 *
 * @param number the last one given to an order, position or trade
 * @param orders by client order id, oldest first
 * @param positions by ticket
 * @param fenced client order ids that can never trade
 */
record PaperBook(
    long number,
    BigDecimal balance,
    SequencedMap<String, Entry> orders,
    SequencedMap<String, VenuePosition> positions,
    List<String> fenced) {
  private static final int MOST_ENDED = 500;

  /**
   * An order and what it needs to work.
   *
   * @param triggered a stop order's trigger has been touched
   */
  record Entry(
      VenueOrder order,
      String payloadHash,
      OrderType type,
      TimeInForce timeInForce,
      @Nullable BigDecimal price,
      @Nullable BigDecimal stopPrice,
      @Nullable BigDecimal stopLoss,
      @Nullable BigDecimal takeProfit,
      @Nullable Instant expiresAt,
      int revision,
      boolean triggered) {
    boolean works() {
      return switch (order.state()) {
        case PENDING, WORKING, TRIGGERED, PARTIALLY_FILLED -> true;
        case FILLED, CANCELED, REJECTED, EXPIRED -> false;
      };
    }

    Entry with(VenueOrder changed) {
      return new Entry(
          changed,
          payloadHash,
          type,
          timeInForce,
          price,
          stopPrice,
          stopLoss,
          takeProfit,
          expiresAt,
          revision,
          triggered);
    }
  }

  @SuppressWarnings("NullAway") // JSON may leave collections out
  PaperBook {
    Rule.required("balance", balance);
    orders = orders == null ? new LinkedHashMap<>() : new LinkedHashMap<>(orders);
    positions = positions == null ? new LinkedHashMap<>() : new LinkedHashMap<>(positions);
    fenced = Rule.list(fenced);
  }

  static PaperBook with(BigDecimal balance) {
    return new PaperBook(0, balance, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of());
  }

  PaperBook withOrder(String id, Entry entry) {
    SequencedMap<String, Entry> changed = new LinkedHashMap<>(orders);
    changed.put(id, entry);
    if (changed.size() > MOST_ENDED) {
      changed.entrySet().stream()
          .filter(old -> !old.getValue().works() && !old.getKey().equals(id))
          .findFirst()
          .map(Map.Entry::getKey)
          .ifPresent(changed::remove);
    }
    return new PaperBook(number, balance, changed, positions, fenced);
  }

  PaperBook withPosition(VenuePosition position) {
    SequencedMap<String, VenuePosition> changed = new LinkedHashMap<>(positions);
    changed.put(position.ticket(), position);
    return new PaperBook(number, balance, orders, changed, fenced);
  }

  PaperBook withoutPosition(String ticket) {
    SequencedMap<String, VenuePosition> changed = new LinkedHashMap<>(positions);
    changed.remove(ticket);
    return new PaperBook(number, balance, orders, changed, fenced);
  }

  PaperBook withFenced(String id) {
    List<String> changed = new java.util.ArrayList<>(fenced);
    changed.add(id);
    return new PaperBook(number, balance, orders, positions, changed);
  }

  PaperBook withNumber(long last) {
    return new PaperBook(last, balance, orders, positions, fenced);
  }

  PaperBook withBalance(BigDecimal changed) {
    return new PaperBook(number, changed, orders, positions, fenced);
  }
}
