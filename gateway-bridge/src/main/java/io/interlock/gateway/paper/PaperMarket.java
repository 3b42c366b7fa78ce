package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.paper.PaperBook.Entry;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a paper broker: pure functions from a book, a command or a quote to the next book.
 *
 * <p>Market orders fill whole at the touch, limit orders at their limit or better, stops at the
 * touch once it has reached them. Positions are kept per ticket.
 */
final class PaperMarket {
  private PaperMarket() {}

  /**
   * @param news what the broker reports by itself
   */
  record Outcome(PaperBook book, GatewayResult result, List<VenueOrder> news) {}

  /** What a quote did. */
  record Turn(PaperBook book, List<VenueOrder> news) {}

  static Outcome place(PaperBook book, PlaceOrder order, @Nullable Tick quote, Instant now) {
    String id = order.clientOrderId().value();
    Entry known = book.orders().get(id);
    if (known != null) {
      return known.payloadHash().equals(order.payloadHash())
          ? new Outcome(book, new GatewayResult.Placed(known.order(), true), List.of())
          : refused(book, "PAYLOAD_MISMATCH", "the same id with another order");
    }
    if (book.fenced().contains(id)) {
      return refused(book, "FENCED", "the id is fenced");
    }
    if (quote == null) {
      return refused(book, "NO_QUOTE", "there is no quote of " + order.symbol());
    }
    PaperBook numbered = book.withNumber(book.number() + 1);
    Entry entry =
        new Entry(
            PaperOrder.opened(order, Long.toString(numbered.number()), now),
            order.payloadHash(),
            order.type(),
            order.timeInForce(),
            order.price(),
            order.stopPrice(),
            order.stopLoss(),
            order.takeProfit(),
            expiry(order, now),
            0,
            false,
            order.context().deadline());
    Turn turn = work(numbered.withOrder(id, entry), id, entry, quote, now);
    Entry after = turn.book().orders().getOrDefault(id, entry);
    boolean atOnce =
        order.timeInForce() == TimeInForce.IOC || order.timeInForce() == TimeInForce.FOK;
    if (after.works() && atOnce) {
      Entry ended =
          after.with(
              PaperOrder.ended(
                  after.order(), VenueOrderState.CANCELED, "not fillable at once", now));
      return new Outcome(
          turn.book().withOrder(id, ended),
          new GatewayResult.Placed(ended.order(), false),
          List.of(ended.order()));
    }
    return new Outcome(
        turn.book(), new GatewayResult.Placed(after.order(), false), List.of(after.order()));
  }

  /** A day order ends with the day, UTC. */
  private static @Nullable Instant expiry(PlaceOrder order, Instant now) {
    return order.timeInForce() == TimeInForce.DAY
        ? now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS)
        : order.expiresAt();
  }

  /** Everything a quote does: triggers, fills, expiries, protective legs. */
  static Turn quoted(PaperBook book, Tick quote, Instant now) {
    PaperBook next = book;
    List<VenueOrder> news = new ArrayList<>();
    for (var known : book.orders().entrySet()) {
      Entry entry = known.getValue();
      if (entry.works() && quote.symbol().equals(entry.order().symbol())) {
        Turn turn = work(next, known.getKey(), entry, quote, now);
        next = turn.book();
        news.addAll(turn.news());
      }
    }
    for (VenuePosition position : book.positions().values()) {
      String leg =
          position.symbol().equals(quote.symbol())
              ? PaperClosing.touchedLeg(position, quote)
              : null;
      if (leg != null) {
        PaperClosing.Closed closed = PaperClosing.whole(next, position, leg, quote, now);
        next = closed.book();
        news.add(closed.order());
      }
    }
    return new Turn(next, news);
  }

  private static Turn work(PaperBook book, String id, Entry entry, Tick quote, Instant now) {
    if (entry.expiresAt() != null && !now.isBefore(entry.expiresAt())) {
      Entry expired =
          entry.with(
              PaperOrder.ended(entry.order(), VenueOrderState.EXPIRED, "its time is over", now));
      return new Turn(book.withOrder(id, expired), List.of(expired.order()));
    }
    Side side = sideOf(entry.order());
    BigDecimal touch = side == Side.BUY ? quote.ask() : quote.bid();
    boolean triggered = entry.triggered() || reached(side, touch, entry.stopPrice());
    if (!triggered) {
      return new Turn(book, List.of());
    }
    BigDecimal limit = entry.type().hasLimitPrice() ? entry.price() : null;
    boolean marketable =
        limit == null
            || (side == Side.BUY ? touch.compareTo(limit) <= 0 : touch.compareTo(limit) >= 0);
    return marketable
        ? fill(book, id, entry, touch, quote, now)
        : entry.type() == OrderType.STOP_LIMIT && !entry.triggered()
            ? trigger(book, id, entry, now)
            : new Turn(book, List.of());
  }

  private static boolean reached(Side side, BigDecimal touch, @Nullable BigDecimal stop) {
    return stop == null
        || (side == Side.BUY ? touch.compareTo(stop) >= 0 : touch.compareTo(stop) <= 0);
  }

  private static Turn trigger(PaperBook book, String id, Entry entry, Instant now) {
    Entry triggered =
        new Entry(
            PaperOrder.ended(entry.order(), VenueOrderState.TRIGGERED, "its stop was touched", now),
            entry.payloadHash(),
            entry.type(),
            entry.timeInForce(),
            entry.price(),
            entry.stopPrice(),
            entry.stopLoss(),
            entry.takeProfit(),
            entry.expiresAt(),
            entry.revision(),
            true,
            entry.deadline());
    return new Turn(book.withOrder(id, triggered), List.of(triggered.order()));
  }

  private static Turn fill(
      PaperBook book, String id, Entry entry, BigDecimal price, Tick quote, Instant now) {
    VenueOrder order = entry.order();
    String trade = Long.toString(book.number() + 1);
    String ticket = Long.toString(book.number() + 2);
    VenueOrder filled = PaperOrder.filled(order, trade, ticket, price, quote, now);
    VenuePosition position =
        new VenuePosition(
            ticket,
            quote.symbol(),
            sideOf(order),
            filled.filledVolume(),
            price,
            price,
            entry.stopLoss(),
            entry.takeProfit(),
            BigDecimal.ZERO,
            order.magic(),
            order.clientOrderId(),
            now);
    PaperBook next =
        book.withNumber(book.number() + 2).withOrder(id, entry.with(filled)).withPosition(position);
    return new Turn(next, List.of(filled));
  }

  private static Side sideOf(VenueOrder order) {
    return order.side() == null ? Side.BUY : order.side();
  }

  static Outcome cancel(PaperBook book, CancelOrder cancel, Instant now) {
    String id = cancel.target().value();
    Entry entry = book.orders().get(id);
    if (entry == null) {
      return refused(book, "NOT_FOUND", "there is no order " + id);
    }
    if (!entry.works()) {
      return new Outcome(book, new GatewayResult.Placed(entry.order(), true), List.of());
    }
    Entry canceled = canceled(entry, now);
    return new Outcome(
        book.withOrder(id, canceled),
        new GatewayResult.Placed(canceled.order(), false),
        List.of(canceled.order()));
  }

  static Entry canceled(Entry entry, Instant now) {
    return entry.with(PaperOrder.ended(entry.order(), VenueOrderState.CANCELED, "canceled", now));
  }

  static Outcome refused(PaperBook book, String code, String message) {
    return new Outcome(book, new GatewayResult.Rejected(code, message, "venue", null), List.of());
  }
}
