package io.interlock.local.mt5.trade;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the broker has written down: orders, positions, deals and the balance. */
public final class Books {
  private final OrderBook orders = new OrderBook();
  private final PositionBook positions;
  private final List<Deal> deals = new ArrayList<>();
  private final Map<String, List<Deal>> dealsOfOrder = new HashMap<>();
  private List<Change> changes = new ArrayList<>();
  private BigDecimal balance;

  Books(MarginMode mode, BigDecimal deposit, int leverage) {
    this.positions = new PositionBook(mode, leverage);
    this.balance = deposit;
  }

  public @Nullable Order order(String number) {
    return orders.get(number);
  }

  public @Nullable Order orderOfClient(String clientOrderId) {
    return orders.ofClient(clientOrderId);
  }

  public List<Order> working() {
    return orders.working();
  }

  public List<Order> orders() {
    return orders.all();
  }

  public List<Position> positions() {
    return positions.all();
  }

  public @Nullable Position position(String ticket) {
    return positions.get(ticket);
  }

  public List<Deal> deals() {
    return List.copyOf(deals);
  }

  public List<Deal> dealsOf(String order) {
    return List.copyOf(dealsOfOrder.getOrDefault(order, List.of()));
  }

  public Funds funds() {
    return new Funds(balance, balance.add(positions.floating()), positions.margin());
  }

  /** What changed since the last call, in order. */
  public List<Change> drainChanges() {
    List<Change> drained = changes;
    changes = new ArrayList<>();
    return drained;
  }

  /** Puts one earlier change back into empty books. */
  void restore(Change change, Map<String, Instrument> instruments) {
    switch (change) {
      case Change.OfOrder(Order order) -> orders.put(order);
      case Change.OfDeal(Deal deal) -> add(deal);
      case Change.OfPosition(Position position, Change.Kind kind) -> {
        Instrument instrument = instruments.get(position.symbol());
        if (kind == Change.Kind.CLOSED || instrument == null) {
          positions.remove(position.ticket());
        } else {
          positions.put(position, instrument);
        }
      }
    }
  }

  Order sent(OrderTerms terms, @Nullable Quote quote, long sentMicros) {
    return Order.sent(orders.nextNumber(), terms, quote, sentMicros);
  }

  Order keep(Order order) {
    orders.put(order);
    changes.add(new Change.OfOrder(order));
    return order;
  }

  Position keep(Position position, Instrument instrument) {
    positions.put(position, instrument);
    changes.add(new Change.OfPosition(position, Change.Kind.CHANGED));
    return position;
  }

  /** Books a trade of an order: its deal, its position, its money. */
  Order trade(
      Order order,
      Instrument instrument,
      BigDecimal volume,
      BigDecimal price,
      @Nullable Quote quote,
      Deal.Reason reason,
      long nowMsc) {
    OrderTerms terms = order.terms();
    PositionBook.Effect effect = positions.book(order, instrument, volume, price, nowMsc);
    Order filled = order.filled(volume, price, effect.ticket(), quote);
    Deal deal =
        new Deal(
            orders.nextNumber(),
            order.order(),
            effect.ticket(),
            terms.clientOrderId(),
            terms.symbol(),
            terms.side(),
            effect.entry(),
            volume,
            price,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            effect.profit(),
            reason,
            terms.magic(),
            nowMsc);
    add(deal);
    orders.put(filled);
    changes.add(new Change.OfDeal(deal));
    changes.add(new Change.OfOrder(filled));
    changes.add(effect.change());
    return filled;
  }

  void value(Quote quote, Instrument instrument) {
    positions.value(quote, instrument);
  }

  boolean reduces(OrderTerms terms) {
    return positions.reduces(terms);
  }

  BigDecimal marginOf(Instrument instrument, BigDecimal volume, BigDecimal price) {
    return positions.marginOf(instrument, volume, price);
  }

  private void add(Deal deal) {
    deals.add(deal);
    dealsOfOrder.computeIfAbsent(deal.order(), order -> new ArrayList<>()).add(deal);
    orders.used(deal.deal());
    balance = balance.add(deal.profit()).subtract(deal.commission());
  }
}
