package io.interlock.router.intake;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.order.Order;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The positions a strategy holds at a venue: those which orders of the strategy opened. One that
 * can't be attributed is nobody's to close. On the trading thread.
 */
final class StrategyPositions {
  private final OrderDesk desk;
  private final GatewayClient gateway;

  StrategyPositions(OrderDesk desk, GatewayClient gateway) {
    this.desk = desk;
    this.gateway = gateway;
  }

  /**
   * @param symbol null: all symbols
   */
  Future<List<VenuePosition>> of(
      BrokerDescriptor broker, String strategy, @Nullable String symbol) {
    return gateway
        .snapshot(broker, desk.now())
        .compose(
            snapshot -> {
              List<ClientOrderId> openers =
                  snapshot.positions().stream()
                      .map(VenuePosition::clientOrderId)
                      .filter(Objects::nonNull)
                      .toList();
              return desk.recallByClientOrderId(openers).map(snapshot);
            })
        .map(
            snapshot ->
                snapshot.positions().stream()
                    .filter(position -> symbol == null || symbol.equals(position.symbol()))
                    .filter(position -> strategy.equals(strategyOf(position)))
                    .toList());
  }

  private @Nullable String strategyOf(VenuePosition position) {
    Order opener = position.clientOrderId() == null ? null : desk.find(position.clientOrderId());
    return opener == null ? null : opener.terms().strategy();
  }
}
