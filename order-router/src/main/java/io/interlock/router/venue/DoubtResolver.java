package io.interlock.router.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.desk.OrderFollower;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.DoubtPolicy;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Finds out what became of orders in doubt, by asking; never by sending.
 *
 * <p>The venue is asked for the order, and if it doesn't know it, to fence it: then it either has
 * the order after all or will never have it. An answer that proves nothing is asked for again,
 * until a person must look. All on the trading thread.
 */
public final class DoubtResolver implements OrderFollower {
  private static final Logger LOG = Logger.getLogger(DoubtResolver.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final OrderDesk desk;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final WriterEpochs epochs;
  private final Vertx vertx;
  private final Duration giveUpAfter;
  private final Map<OrderId, Instant> asking = new HashMap<>();

  /**
   * @param giveUpAfter how long a venue that answers may leave an order unresolved
   */
  public DoubtResolver(
      OrderDesk desk,
      GatewayClient gateway,
      MarketBook market,
      WriterEpochs epochs,
      Vertx vertx,
      Duration giveUpAfter) {
    this.desk = desk;
    this.gateway = gateway;
    this.market = market;
    this.epochs = epochs;
    this.vertx = vertx;
    this.giveUpAfter = giveUpAfter;
  }

  @Override
  public void moved(Order before, Order after) {
    if (after.state() == OrderState.IN_DOUBT && before.state() != OrderState.IN_DOUBT) {
      resolve(after.id());
    }
  }

  /** Starts to ask about an order in doubt; does nothing if that goes on already. */
  public void resolve(OrderId id) {
    if (asking.putIfAbsent(id, desk.now()) == null) {
      ask(id, FIRST_PAUSE_MILLIS);
    }
  }

  /** Orders being asked about. */
  public int open() {
    return asking.size();
  }

  private void ask(OrderId id, long pauseMillis) {
    Order order = desk.find(id);
    if (order == null
        || order.state() != OrderState.IN_DOUBT
        || order.account() == null
        || epochs.epochOf(order.account()) < 0) {
      asking.remove(id);
      return;
    }
    BrokerDescriptor broker = order.broker() == null ? null : market.broker(order.broker());
    if (broker == null) {
      again(id, pauseMillis);
      return;
    }
    next(broker, order)
        .onComplete(
            result -> {
              if (result.failed()) {
                LOG.warnf("order %s in doubt: %s", id, result.cause().getMessage());
                again(id, pauseMillis);
                return;
              }
              switch (result.result()) {
                case DoubtPolicy.Next.Settled(var event) -> settle(id, event);
                case DoubtPolicy.Next.Fence(), DoubtPolicy.Next.AskAgain() ->
                    again(id, pauseMillis);
              }
            });
  }

  private void settle(OrderId id, Event event) {
    asking.remove(id);
    if (event instanceof Event.Unresolvable(var reason)) {
      LOG.errorf("order %s needs a person: %s", id, reason.figures());
    }
    desk.apply(id, event);
  }

  private Future<DoubtPolicy.Next> next(BrokerDescriptor broker, Order order) {
    if (!order.terms().trades()) {
      return aboutTarget(broker, order).map(answer -> unfenced(order, answer));
    }
    return gateway
        .ask(broker, order.identity().clientOrderId())
        .compose(
            answer -> {
              DoubtPolicy.Next next = DoubtPolicy.asked(answer);
              return next instanceof DoubtPolicy.Next.Fence
                  ? fence(broker, order).map(fenced -> unfenced(order, fenced))
                  : Future.succeededFuture(next);
            });
  }

  private DoubtPolicy.Next unfenced(Order order, VenueAnswer answer) {
    Instant since = asking.getOrDefault(order.id(), desk.now());
    return DoubtPolicy.fenced(answer, since, giveUpAfter, desk.now());
  }

  private Future<VenueAnswer> fence(BrokerDescriptor broker, Order order) {
    String account = Objects.requireNonNull(order.account());
    return gateway.fence(
        broker,
        new FenceOrder(
            account,
            epochs.epochOf(account),
            order.identity().clientOrderId(),
            symbol(order),
            sentAt(order)));
  }

  /**
   * A MODIFY or CANCEL has no order of its own at the venue: its target is asked about. Whether it
   * was carried out shows there only for a target that has ended; else a person must look.
   */
  private Future<VenueAnswer> aboutTarget(BrokerDescriptor broker, Order order) {
    OrderId targetId = order.terms().target();
    if (targetId == null) {
      return Future.succeededFuture(
          new VenueAnswer.Unknown("NO_TARGET", "a position's legs can't be asked for"));
    }
    return desk.recall(targetId)
        .compose(
            found -> {
              if (found.isEmpty()) {
                return Future.succeededFuture(
                    (VenueAnswer) new VenueAnswer.Unknown("TARGET_UNKNOWN", "no such order"));
              }
              Order target = found.get();
              if (target.done()) {
                return Future.succeededFuture(ended(order, target));
              }
              return gateway
                  .ask(broker, target.identity().clientOrderId())
                  .map(
                      answer -> {
                        if (answer instanceof VenueAnswer.Known(var told)) {
                          desk.apply(targetId, new Event.VenueTold(told));
                        }
                        return new VenueAnswer.Unknown("TARGET_WORKS", "its target still works");
                      });
            });
  }

  /** A CANCEL whose target was cancelled has been carried out, whoever did it. */
  private static VenueAnswer ended(Order order, Order target) {
    boolean done =
        order.terms().command() == Command.CANCEL && target.state() == OrderState.CANCELED;
    return done
        ? new VenueAnswer.Known(
            new VenueOrder(
                target.identity().clientOrderId(),
                target.execution().brokerOrderId(),
                null,
                target.terms().symbol(),
                target.terms().side(),
                VenueOrderState.CANCELED,
                target.terms().volume(),
                target.trades().volume(),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null))
        : new VenueAnswer.Absent("TARGET_ENDED");
  }

  private void again(OrderId id, long pauseMillis) {
    vertx.setTimer(pauseMillis, fired -> ask(id, Math.min(pauseMillis * 2, LONGEST_PAUSE_MILLIS)));
  }

  private static String symbol(Order order) {
    return order.terms().symbol() == null ? "*" : order.terms().symbol();
  }

  private static Instant sentAt(Order order) {
    return order.submittedAt() == null ? order.updatedAt() : order.submittedAt();
  }
}
