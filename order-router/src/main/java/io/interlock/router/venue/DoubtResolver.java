package io.interlock.router.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.desk.OrderFollower;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
    if (order == null || order.state() != OrderState.IN_DOUBT) {
      asking.remove(id);
      return;
    }
    BrokerDescriptor broker = order.broker() == null ? null : market.broker(order.broker());
    if (broker == null) {
      again(id, pauseMillis);
      return;
    }
    answer(broker, order)
        .onComplete(
            result -> {
              if (result.succeeded()) {
                learned(id, result.result(), pauseMillis);
              } else {
                LOG.warnf("order %s in doubt: %s", id, result.cause().getMessage());
                again(id, pauseMillis);
              }
            });
  }

  private Future<VenueAnswer> answer(BrokerDescriptor broker, Order order) {
    if (!order.terms().trades()) {
      return aboutTarget(broker, order);
    }
    ClientOrderId id = order.identity().clientOrderId();
    return gateway
        .ask(broker, id)
        .compose(
            answer ->
                switch (answer) {
                  case VenueAnswer.Known known -> Future.succeededFuture(known);
                  case VenueAnswer.Absent absent -> Future.succeededFuture(absent);
                  case VenueAnswer.Unknown unknown ->
                      gateway.fence(
                          broker,
                          new FenceOrder(
                              Objects.requireNonNull(order.account()),
                              epochs.epochOf(order.account()),
                              id,
                              symbol(order),
                              sentAt(order)));
                });
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
                return Future.succeededFuture(new VenueAnswer.Absent("TARGET_ENDED"));
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

  private void learned(OrderId id, VenueAnswer answer, long pauseMillis) {
    switch (answer) {
      case VenueAnswer.Known(var told) -> {
        asking.remove(id);
        desk.apply(id, new Event.VenueTold(told));
      }
      case VenueAnswer.Absent(var proof) -> {
        asking.remove(id);
        desk.apply(
            id,
            new Event.ProvedAbsent(
                new Reason(
                    "PROVED_ABSENT",
                    "provably not at the venue",
                    Map.of("proof", String.valueOf(proof)))));
      }
      case VenueAnswer.Unknown(var code, var message) -> {
        Instant since = asking.getOrDefault(id, desk.now());
        if (desk.now().isAfter(since.plus(giveUpAfter))) {
          asking.remove(id);
          LOG.errorf("order %s needs a person: %s %s", id, code, message);
          desk.apply(
              id,
              new Event.Unresolvable(
                  new Reason(
                      "UNRESOLVED",
                      "the venue can't say what became of it",
                      Map.of("code", String.valueOf(code), "message", String.valueOf(message)))));
        } else {
          again(id, pauseMillis);
        }
      }
    }
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
