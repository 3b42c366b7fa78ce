package io.interlock.router.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.pretrade.OpenPosition;
import io.interlock.router.pretrade.RiskBook;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Compares an account's journal with what its venue holds, before the first send.
 *
 * <p>What the venue knows of our orders is booked. What it holds that is not ours, and what is ours
 * that it doesn't mention, is classified and told, never invented or removed. On the trading
 * thread.
 */
public final class Reconciliation {
  private static final Logger LOG = Logger.getLogger(Reconciliation.class);
  private static final Duration BACK = Duration.ofHours(24);

  private final OrderDesk desk;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final RiskBook risk;
  private final Submitter submitter;
  private final DoubtResolver resolver;

  public Reconciliation(
      OrderDesk desk,
      GatewayClient gateway,
      MarketBook market,
      RiskBook risk,
      Submitter submitter,
      DoubtResolver resolver) {
    this.desk = desk;
    this.gateway = gateway;
    this.market = market;
    this.risk = risk;
    this.submitter = submitter;
    this.resolver = resolver;
  }

  /**
   * An open order came out of the journal. If it was being submitted, by whomever, it is in doubt:
   * it is asked about, never sent.
   */
  public void takenUp(Order order) {
    if (order.state() == OrderState.SUBMITTING) {
      desk.apply(
          order.id(),
          new Event.Doubtful(
              Reason.of("TAKEN_OVER", "found unanswered when the account was taken")));
    }
    restored(order);
  }

  /** An open order came out of the journal: what it reserves, and its doubt, are taken up again. */
  private void restored(Order order) {
    Order now = desk.find(order.id());
    if (now == null) {
      return;
    }
    reserve(now);
    if (now.state() == OrderState.IN_DOUBT) {
      submitter.inDoubt(now);
      resolver.resolve(now.id());
    }
  }

  /** Asks the venue what it holds and compares; fails if it can't be asked. */
  public Future<Void> reconcile(BrokerDescriptor broker, String account) {
    Instant asked = desk.now();
    return gateway
        .snapshot(broker, asked.minus(BACK))
        .compose(snapshot -> recallOrders(snapshot).map(snapshot))
        .map(
            snapshot -> {
              compare(broker, account, snapshot);
              risk.positions(account, positions(broker, snapshot), asked);
              return null;
            });
  }

  /**
   * Takes in what the venue holds now: stops, targets and people close positions that no order of
   * ours closes, and what is closed must not count as exposure for ever.
   */
  public Future<Void> refreshPositions(BrokerDescriptor broker, String account) {
    Instant asked = desk.now();
    return gateway
        .snapshot(broker, asked)
        .compose(snapshot -> recallOpeners(snapshot).map(snapshot))
        .map(
            snapshot -> {
              risk.positions(account, positions(broker, snapshot), asked);
              return null;
            });
  }

  private Future<Void> recallOpeners(VenueSnapshot snapshot) {
    return desk.recallByClientOrderId(
        snapshot.positions().stream()
            .map(VenuePosition::clientOrderId)
            .filter(java.util.Objects::nonNull)
            .toList());
  }

  private Future<Void> recallOrders(VenueSnapshot snapshot) {
    return desk.recallByClientOrderId(
        snapshot.orders().stream()
            .map(VenueOrder::clientOrderId)
            .filter(java.util.Objects::nonNull)
            .toList());
  }

  private void compare(BrokerDescriptor broker, String account, VenueSnapshot snapshot) {
    Set<Object> mentioned = new HashSet<>();
    for (VenueOrder told : snapshot.orders()) {
      Order order = told.clientOrderId() == null ? null : desk.find(told.clientOrderId());
      if (order == null) {
        LOG.warnf(
            "%s holds an order that is not ours: %s %s",
            broker.brokerId(), told.brokerOrderId(), told.symbol());
        continue;
      }
      mentioned.add(order.id());
      desk.apply(order.id(), new Event.VenueTold(told));
    }
    for (Order order : desk.live()) {
      if (account.equals(order.account()) && order.working() && !mentioned.contains(order.id())) {
        LOG.warnf("%s does not mention order %s, asking", broker.brokerId(), order.id());
      }
    }
  }

  private List<OpenPosition> positions(BrokerDescriptor broker, VenueSnapshot snapshot) {
    List<OpenPosition> open = new ArrayList<>();
    for (VenuePosition position : snapshot.positions()) {
      SymbolSpecification specification =
          market.specification(broker.brokerId(), position.symbol());
      BigDecimal size = specification == null ? BigDecimal.ONE : specification.contractSize();
      Order opener = position.clientOrderId() == null ? null : desk.find(position.clientOrderId());
      open.add(
          new OpenPosition(
              opener == null ? null : opener.terms().strategy(),
              position.symbol(),
              position.side(),
              position.volume(),
              position.openPrice().multiply(size)));
    }
    return open;
  }

  private void reserve(Order order) {
    BigDecimal volume = order.terms().volume();
    String symbol = order.terms().symbol();
    if (order.terms().command() != Command.OPEN
        || order.account() == null
        || volume == null
        || symbol == null) {
      return;
    }
    BigDecimal left = volume.subtract(order.trades().volume()).max(BigDecimal.ZERO);
    BigDecimal price =
        order.terms().price() == null ? order.execution().decisionPrice() : order.terms().price();
    SymbolSpecification specification = market.specification(order.broker(), symbol);
    BigDecimal size = specification == null ? BigDecimal.ONE : specification.contractSize();
    BigDecimal worth = price == null ? BigDecimal.ZERO : left.multiply(price).multiply(size);
    risk.restore(order.account(), order.id(), order.terms().strategy(), symbol, left, worth);
  }
}
