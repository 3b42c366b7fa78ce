package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.Funds;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that really happened at the broker, whatever anyone was told: the truth fault tests
 * compare with.
 *
 * @param orders every order that was sent to the broker, refused ones too
 * @param commands every command that reached the host in this start, in order
 */
public record Ledger(
    List<Order> orders,
    List<Deal> deals,
    List<Position> positions,
    Funds funds,
    List<Received> commands) {
  /**
   * A command that reached the host.
   *
   * @param outcome SUCCESS, PENDING or the error's code; null while it is carried out
   */
  public record Received(
      long atMicros,
      String action,
      String requestId,
      @Nullable String clientOrderId,
      @Nullable String outcome,
      boolean duplicate) {}

  /** Orders sent to the broker under a client order id. */
  public List<Order> ordersOf(String clientOrderId) {
    return orders.stream()
        .filter(order -> clientOrderId.equals(order.terms().clientOrderId()))
        .toList();
  }

  /** Trades made under a client order id. */
  public List<Deal> dealsOf(String clientOrderId) {
    return deals.stream().filter(deal -> clientOrderId.equals(deal.clientOrderId())).toList();
  }
}
