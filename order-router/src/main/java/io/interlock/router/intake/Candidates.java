package io.interlock.router.intake;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.RoutingPolicy;
import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.signal.TradeSignal;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.Tombstones;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Identity;
import io.interlock.router.order.Order;
import io.interlock.router.order.Terms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a signal the legs that are to be decided: one, or one for each account it names, each
 * with the broker that takes it and the order it is about. On the trading thread.
 */
final class Candidates {
  private final String environment;
  private final MarketBook market;
  private final OrderDesk desk;
  private final Tombstones tombstones;
  private final StrategyPositions positions;
  private final WriterEpochs epochs;

  /**
   * @param environment name of the deployment, part of every client order id
   */
  Candidates(
      String environment,
      MarketBook market,
      OrderDesk desk,
      Tombstones tombstones,
      StrategyPositions positions,
      WriterEpochs epochs) {
    this.environment = environment;
    this.market = market;
    this.desk = desk;
    this.tombstones = tombstones;
    this.positions = positions;
    this.epochs = epochs;
  }

  /** Fails only while the database is away. */
  Future<List<Candidate>> of(Arrival arrival) {
    TradeSignal signal = arrival.decoded().signal();
    Terms terms = Terms.of(signal, arrival.source());
    if (terms.target() != null) {
      return target(arrival, terms.target()).map(found -> List.of(about(arrival, terms, found)));
    }
    if (Boolean.TRUE.equals(signal.allOfStrategy())) {
      String account = signal.account() == null ? arrival.forwardedTo() : signal.account();
      return everyPosition(arrival, leg(arrival, terms, 0, account));
    }
    if (signal.accounts().isEmpty()) {
      String account = signal.account() == null ? arrival.forwardedTo() : signal.account();
      return Future.succeededFuture(List.of(leg(arrival, terms, 0, account)));
    }
    List<Candidate> legs = new ArrayList<>();
    for (int leg = 0; leg < signal.accounts().size(); leg++) {
      String account = signal.accounts().get(leg);
      if (arrival.forwardedTo() == null || arrival.forwardedTo().equals(account)) {
        legs.add(leg(arrival, terms, leg, account));
      }
    }
    return Future.succeededFuture(legs);
  }

  private Candidate leg(Arrival arrival, Terms terms, int leg, @Nullable String account) {
    Route route =
        RoutingPolicy.route(arrival.decoded().signal(), account, market.catalog(), market::status);
    return new Candidate(arrival, identity(arrival, leg), terms, route, null);
  }

  /**
   * A leg for each position of the strategy; leg 0 alone if there is none, or it is not ours. It is
   * expanded once: a signal that comes again must not close what was opened since.
   */
  private Future<List<Candidate>> everyPosition(Arrival arrival, Candidate first) {
    if (!(first.route() instanceof Route.To(var broker)) || epochs.epochOf(broker.account()) < 0) {
      return Future.succeededFuture(List.of(first));
    }
    return desk.recall(first.identity().orderId())
        .compose(
            expanded ->
                expanded.isPresent()
                    ? Future.succeededFuture(List.of(first))
                    : expanded(arrival, first, broker));
  }

  private Future<List<Candidate>> expanded(
      Arrival arrival, Candidate first, BrokerDescriptor broker) {
    return positions
        .of(broker, first.terms().strategy(), first.terms().symbol())
        .map(
            found -> {
              List<Candidate> legs = new ArrayList<>();
              for (VenuePosition position : found) {
                Terms terms =
                    first
                        .terms()
                        .settled(
                            position.symbol(),
                            position.side().opposite(),
                            null,
                            first.terms().maxSlippagePips())
                        .onTicket(position.ticket(), position.symbol());
                legs.add(
                    new Candidate(
                        arrival, identity(arrival, legs.size()), terms, first.route(), null));
              }
              return legs.isEmpty() ? List.of(first) : legs;
            })
        .otherwise(
            failure ->
                List.of(
                    new Candidate(
                        arrival,
                        first.identity(),
                        first.terms(),
                        Decider.nowhere(
                            DenialReason.BROKER_NOT_CONNECTED,
                            "the positions to close can't be asked for",
                            Map.of("broker", broker.brokerId())),
                        null)));
  }

  private Identity identity(Arrival arrival, int leg) {
    return Identity.of(
        environment, arrival.source(), arrival.identity(), leg, arrival.decoded().payloadHash());
  }

  private Candidate about(Arrival arrival, Terms terms, Optional<Order> found) {
    if (found.isEmpty()) {
      return leg(arrival, terms, 0, arrival.decoded().signal().account());
    }
    Order target = found.get();
    BrokerDescriptor broker = target.broker() == null ? null : market.broker(target.broker());
    Route route =
        broker == null
            ? Decider.nowhere(
                DenialReason.NO_BROKER,
                "the broker of the order it is about is not known",
                Map.of("target", target.id().value()))
            : new Route.To(broker);
    return new Candidate(arrival, identity(arrival, 0), aimed(terms, target), route, target);
  }

  /** The command's terms with what it takes over from the order it is about. */
  private static Terms aimed(Terms terms, Order target) {
    Side side = target.terms().side();
    return switch (terms.command()) {
      case OPEN -> terms;
      case CLOSE -> {
        Terms closing =
            terms.settled(
                target.terms().symbol(),
                side == null ? null : side.opposite(),
                terms.volume(),
                terms.maxSlippagePips());
        String ticket = target.execution().positionTicket();
        yield ticket == null ? closing : closing.onTicket(ticket, target.terms().symbol());
      }
      case MODIFY, CANCEL ->
          terms.settled(target.terms().symbol(), side, null, terms.maxSlippagePips());
    };
  }

  /**
   * A CANCEL of a signal that wasn't seen leaves a tombstone first and looks again then, so that a
   * signal which comes at the same moment is found by one of the two.
   */
  private Future<Optional<Order>> target(Arrival arrival, OrderId id) {
    String cancels = arrival.decoded().signal().targetSignalId();
    return desk.recall(id)
        .compose(
            found -> {
              Command command = arrival.decoded().signal().command();
              if (found.isPresent() || cancels == null || command != Command.CANCEL) {
                return Future.succeededFuture(found);
              }
              String by = OrderId.of(arrival.source(), arrival.identity(), 0).value();
              return tombstones
                  .put(arrival.source(), cancels, by, desk.now())
                  .compose(put -> desk.recall(id));
            });
  }
}
