package io.interlock.router.desk;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.Side;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Order;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.pretrade.Trade;
import java.math.BigDecimal;

/** Books what orders trade, and frees what they had reserved once they are done. */
public final class RiskFollower implements OrderFollower {
  private final RiskBook risk;
  private final MarketBook market;

  public RiskFollower(RiskBook risk, MarketBook market) {
    this.risk = risk;
    this.market = market;
  }

  @Override
  public void moved(Order before, Order after) {
    if (after.account() == null || !after.terms().trades()) {
      return;
    }
    traded(before, after);
    if (after.done() && !before.done()) {
      risk.ended(after.account(), after.id());
    }
  }

  private void traded(Order before, Order after) {
    BigDecimal volume =
        after.execution().filledVolume().subtract(before.execution().filledVolume());
    BigDecimal price = after.execution().averagePrice();
    Side side = after.terms().side();
    String symbol = after.terms().symbol();
    if (volume.signum() <= 0
        || price == null
        || side == null
        || symbol == null
        || after.account() == null) {
      return;
    }
    SymbolSpecification specification = market.specification(after.broker(), symbol);
    BigDecimal size = specification == null ? BigDecimal.ONE : specification.contractSize();
    boolean opens = after.terms().command() == Command.OPEN;
    risk.traded(
        new Trade(
            after.account(),
            after.terms().strategy(),
            symbol,
            opens ? after.id() : null,
            opens ? side : side.opposite(),
            volume,
            price.multiply(size),
            opens,
            after.updatedAt()));
  }
}
