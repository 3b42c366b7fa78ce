package io.interlock.gateway.paper;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.gateway.paper.PaperBook.Entry;
import io.interlock.gateway.paper.PaperMarket.Outcome;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes working orders and the protective legs of positions. */
final class PaperModification {
  private PaperModification() {}

  static Outcome apply(PaperBook book, ModifyOrder modify) {
    return modify.target() != null
        ? order(book, modify.target().value(), modify)
        : position(book, String.valueOf(modify.ticket()), modify);
  }

  private static Outcome order(PaperBook book, String id, ModifyOrder modify) {
    Entry entry = book.orders().get(id);
    if (entry == null || !entry.works()) {
      return PaperMarket.refused(book, "NOT_FOUND", "no working order " + id);
    }
    if (modify.revision() <= entry.revision()) {
      return PaperMarket.refused(book, "STALE_REVISION", "revision is " + entry.revision());
    }
    Entry changed =
        new Entry(
            entry.order(),
            entry.payloadHash(),
            entry.type(),
            entry.timeInForce(),
            either(modify.price(), entry.price()),
            either(modify.stopPrice(), entry.stopPrice()),
            leg(modify.stopLoss(), entry.stopLoss()),
            leg(modify.takeProfit(), entry.takeProfit()),
            modify.expiresAt() == null ? entry.expiresAt() : modify.expiresAt(),
            modify.revision(),
            entry.triggered(),
            entry.deadline());
    return new Outcome(
        book.withOrder(id, changed),
        new GatewayResult.Placed(changed.order(), false),
        List.of(changed.order()));
  }

  private static Outcome position(PaperBook book, String ticket, ModifyOrder modify) {
    VenuePosition position = book.positions().get(ticket);
    if (position == null) {
      return PaperMarket.refused(book, "NOT_FOUND", "no position " + ticket);
    }
    VenuePosition changed =
        new VenuePosition(
            ticket,
            position.symbol(),
            position.side(),
            position.volume(),
            position.openPrice(),
            position.currentPrice(),
            leg(modify.stopLoss(), position.stopLoss()),
            leg(modify.takeProfit(), position.takeProfit()),
            position.profit(),
            position.magic(),
            position.clientOrderId(),
            position.openedAt());
    VenueOrder holder =
        new VenueOrder(
            position.clientOrderId(),
            null,
            ticket,
            position.symbol(),
            position.side(),
            VenueOrderState.FILLED,
            position.volume(),
            position.volume(),
            position.openPrice(),
            List.of(),
            null,
            null,
            null,
            null,
            position.magic(),
            null);
    return new Outcome(
        book.withPosition(changed), new GatewayResult.Placed(holder, false), List.of());
  }

  private static @Nullable BigDecimal either(
      @Nullable BigDecimal now, @Nullable BigDecimal before) {
    return now == null ? before : now;
  }

  /** 0 removes a leg. */
  private static @Nullable BigDecimal leg(@Nullable BigDecimal now, @Nullable BigDecimal before) {
    return now == null ? before : now.signum() == 0 ? null : now;
  }
}
