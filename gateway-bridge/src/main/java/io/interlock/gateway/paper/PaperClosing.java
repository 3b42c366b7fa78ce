package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.paper.PaperBook.Entry;
import io.interlock.gateway.paper.PaperMarket.Outcome;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How paper positions end: by command, or by a protective leg. */
final class PaperClosing {
  private PaperClosing() {}

  static Outcome commanded(PaperBook book, ClosePosition close, @Nullable Tick quote, Instant now) {
    String id = close.clientOrderId().value();
    Entry known = book.orders().get(id);
    if (known != null) {
      return known.payloadHash().equals(close.payloadHash())
          ? new Outcome(book, new GatewayResult.Placed(known.order(), true), List.of())
          : PaperMarket.refused(book, "PAYLOAD_MISMATCH", "the same id with another close");
    }
    if (book.fenced().contains(id)) {
      return PaperMarket.refused(book, "FENCED", "the id is fenced");
    }
    VenuePosition position = book.positions().get(close.ticket());
    if (position == null) {
      return PaperMarket.refused(book, "POSITION_CLOSED", "there is no position " + close.ticket());
    }
    BigDecimal volume = close.volume() == null ? position.volume() : close.volume();
    if (volume.compareTo(position.volume()) > 0) {
      return PaperMarket.refused(
          book, "INVALID_CLOSE_VOLUME", "the position holds " + position.volume().toPlainString());
    }
    if (quote == null) {
      return PaperMarket.refused(book, "NO_QUOTE", "there is no quote of " + position.symbol());
    }
    Closed closed = close(book, position, volume, close, null, quote, now);
    Entry entry =
        new Entry(
            closed.order(),
            close.payloadHash(),
            OrderType.MARKET,
            TimeInForce.IOC,
            null,
            null,
            null,
            null,
            null,
            0,
            false,
            close.context().deadline());
    return new Outcome(
        closed.book().withOrder(id, entry),
        new GatewayResult.Placed(closed.order(), false),
        List.of(closed.order()));
  }

  record Closed(PaperBook book, VenueOrder order) {}

  private static Closed close(
      PaperBook book,
      VenuePosition position,
      BigDecimal volume,
      @Nullable ClosePosition command,
      @Nullable String leg,
      Tick quote,
      Instant now) {
    boolean longPosition = position.side() == Side.BUY;
    BigDecimal price = longPosition ? quote.bid() : quote.ask();
    BigDecimal gain =
        PaperMoney.profit(position.side(), volume, position.openPrice(), price, quote.symbol());
    VenueOrder order =
        new VenueOrder(
            command == null ? null : command.clientOrderId(),
            Long.toString(book.number() + 1),
            position.ticket(),
            position.symbol(),
            position.side().opposite(),
            VenueOrderState.FILLED,
            volume,
            volume,
            price,
            List.of(
                new Fill(
                    Long.toString(book.number() + 2), volume, price, BigDecimal.ZERO, null, now)),
            quote.bid(),
            quote.ask(),
            leg,
            null,
            position.magic(),
            now);
    BigDecimal rest = position.volume().subtract(volume);
    PaperBook paid = book.withNumber(book.number() + 2).withBalance(book.balance().add(gain));
    PaperBook next =
        rest.signum() == 0
            ? paid.withoutPosition(position.ticket())
            : paid.withPosition(resized(position, rest));
    return new Closed(next, order);
  }

  private static VenuePosition resized(VenuePosition position, BigDecimal volume) {
    return new VenuePosition(
        position.ticket(),
        position.symbol(),
        position.side(),
        volume,
        position.openPrice(),
        position.currentPrice(),
        position.stopLoss(),
        position.takeProfit(),
        position.profit(),
        position.magic(),
        position.clientOrderId(),
        position.openedAt());
  }

  static Closed whole(
      PaperBook book, VenuePosition position, String reason, Tick quote, Instant now) {
    return close(book, position, position.volume(), null, reason, quote, now);
  }

  /** SL or TP; null: neither is touched. */
  static @Nullable String touchedLeg(VenuePosition position, Tick quote) {
    boolean longPosition = position.side() == Side.BUY;
    BigDecimal exit = longPosition ? quote.bid() : quote.ask();
    BigDecimal stop = position.stopLoss();
    if (stop != null && (longPosition ? exit.compareTo(stop) <= 0 : exit.compareTo(stop) >= 0)) {
      return "SL";
    }
    BigDecimal target = position.takeProfit();
    if (target != null
        && (longPosition ? exit.compareTo(target) >= 0 : exit.compareTo(target) <= 0)) {
      return "TP";
    }
    return null;
  }
}
