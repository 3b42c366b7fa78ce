package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.TimeInForce;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything a paper broker must remember; immutable, stored as it is.
 *
 * @param number the last one given to an order, position or trade
 * @param orders by client order id, oldest first
 * @param positions by ticket
 * @param fenced client order ids that can never trade, oldest first
 * @param forgottenUntil when the latest of the orders that are no longer kept ended; null: all are
 */
record PaperBook(
    long number,
    BigDecimal balance,
    SequencedMap<String, Entry> orders,
    SequencedMap<String, VenuePosition> positions,
    List<String> fenced,
    @Nullable Instant forgottenUntil) {
  private static final int MOST_ENDED = 500;
  private static final int MOST_FENCED = 10_000;

  /**
   * An order and what it needs to work.
   *
   * @param triggered a stop order's trigger has been touched
   * @param deadline after which the gate lets the same order through no more; null: over
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
      boolean triggered,
      @Nullable Instant deadline) {
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
          triggered,
          deadline);
    }

    /** It has ended, and nobody can send it again. */
    boolean over(Instant now) {
      return !works() && (deadline == null || now.isAfter(deadline));
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
    return new PaperBook(0, balance, new LinkedHashMap<>(), new LinkedHashMap<>(), List.of(), null);
  }

  PaperBook withOrder(String id, Entry entry) {
    SequencedMap<String, Entry> changed = new LinkedHashMap<>(orders);
    changed.put(id, entry);
    return new PaperBook(number, balance, changed, positions, fenced, forgottenUntil);
  }

  /** Without the oldest orders that are over, so that the book stays small. */
  PaperBook tidied(Instant now) {
    int surplus = orders.size() - MOST_ENDED;
    if (surplus <= 0) {
      return this;
    }
    SequencedMap<String, Entry> kept = new LinkedHashMap<>(orders);
    Instant until = forgottenUntil;
    Iterator<Entry> oldest = kept.values().iterator();
    while (surplus > 0 && oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.over(now)) {
        oldest.remove();
        surplus--;
        Instant ended = entry.order().at() == null ? now : entry.order().at();
        until = until == null || ended.isAfter(until) ? ended : until;
      }
    }
    return new PaperBook(number, balance, kept, positions, fenced, until);
  }

  /** Whether an order of which nothing is known was surely never here. */
  boolean remembers(Instant sentAt) {
    return forgottenUntil == null || sentAt.isAfter(forgottenUntil);
  }

  PaperBook withoutOrders() {
    return new PaperBook(number, balance, new LinkedHashMap<>(), positions, fenced, forgottenUntil);
  }

  PaperBook withOrdersOf(PaperBook other) {
    return new PaperBook(number, balance, other.orders, positions, fenced, forgottenUntil);
  }

  PaperBook withPosition(VenuePosition position) {
    SequencedMap<String, VenuePosition> changed = new LinkedHashMap<>(positions);
    changed.put(position.ticket(), position);
    return new PaperBook(number, balance, orders, changed, fenced, forgottenUntil);
  }

  PaperBook withoutPosition(String ticket) {
    SequencedMap<String, VenuePosition> changed = new LinkedHashMap<>(positions);
    changed.remove(ticket);
    return new PaperBook(number, balance, orders, changed, fenced, forgottenUntil);
  }

  PaperBook withFenced(String id) {
    List<String> changed = new java.util.ArrayList<>(fenced);
    changed.add(id);
    if (changed.size() > MOST_FENCED) {
      changed.removeFirst();
    }
    return new PaperBook(number, balance, orders, positions, changed, forgottenUntil);
  }

  PaperBook withNumber(long last) {
    return new PaperBook(last, balance, orders, positions, fenced, forgottenUntil);
  }

  PaperBook withBalance(BigDecimal changed) {
    return new PaperBook(number, changed, orders, positions, fenced, forgottenUntil);
  }
}
