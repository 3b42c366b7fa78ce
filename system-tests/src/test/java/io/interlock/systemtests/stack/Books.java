package io.interlock.systemtests.stack;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the broker behind an MT5 host wrote down, whatever anyone was told.
 *
 * @param orders working and past ones the broker took
 */
public record Books(List<Order> orders, List<Deal> deals, List<Position> positions) {
  /** An order the broker took. */
  public record Order(String clientOrderId, BigDecimal volume, boolean working) {}

  /** One trade. */
  public record Deal(String clientOrderId, String symbol, Side side, BigDecimal volume) {}

  /** An open position. */
  public record Position(
      String ticket, String symbol, Side side, BigDecimal volume, BigDecimal stopLoss) {}

  public List<Order> ordersOf(String clientOrderId) {
    return orders.stream().filter(order -> order.clientOrderId.equals(clientOrderId)).toList();
  }

  public List<Deal> dealsOf(String clientOrderId) {
    return deals.stream().filter(deal -> deal.clientOrderId.equals(clientOrderId)).toList();
  }

  /** Lots held in all positions together. */
  public BigDecimal held() {
    return positions.stream().map(Position::volume).reduce(BigDecimal.ZERO, BigDecimal::add);
  }
}
