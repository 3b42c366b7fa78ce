package io.interlock.router.desk;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.order.Reason;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.quality.Slippage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What follows when an order is done: its slippage is measured and its execution confirmed. */
public final class Completion {
  private final MarketBook market;

  public Completion(MarketBook market) {
    this.market = market;
  }

  /** Events that complete an order; none while it is not done, or once it is confirmed. */
  public List<Event> follows(Order order) {
    if (!order.done() || order.confirmed()) {
      return List.of();
    }
    List<Event> events = new ArrayList<>(2);
    Event slippage = slippage(order);
    if (slippage != null) {
      events.add(slippage);
    }
    events.add(new Event.Confirmed());
    return events;
  }

  private @Nullable Event slippage(Order order) {
    BigDecimal decision = order.execution().decisionPrice();
    BigDecimal fill = order.execution().averagePrice();
    SymbolSpecification specification =
        market.specification(order.broker(), order.terms().symbol());
    if (!order.terms().trades()
        || decision == null
        || fill == null
        || specification == null
        || order.terms().side() == null) {
      return null;
    }
    Slippage slippage =
        Slippage.measure(
            specification,
            order.terms().side(),
            decision,
            order.execution().arrivalPrice(),
            fill,
            order.terms().maxSlippagePips());
    Reason breach =
        slippage.beyondLimit()
            ? new Reason(
                "SLIPPAGE_BEYOND_LIMIT",
                "the fill is worse than the limit it was sent with",
                Map.of(
                    "pips",
                    slippage.pips().toPlainString(),
                    "limit_pips",
                    String.valueOf(order.terms().maxSlippagePips())))
            : null;
    return new Event.SlippageMeasured(slippage.pips(), slippage.quality(), null, breach);
  }
}
