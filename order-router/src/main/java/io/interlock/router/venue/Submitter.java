package io.interlock.router.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.control.ControlBook;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.desk.OrderFollower;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.SendPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Sends orders whose SUBMITTING is committed, each once.
 *
 * <p>Only a try that provably never left is made again, with the same order, a few times inside its
 * deadline. Whether an order was ever sent is known here alone: an order that this process did not
 * let through the gate itself is never sent. All on the trading thread.
 */
public final class Submitter implements OrderFollower {
  private final OrderDesk desk;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final ControlBook controls;
  private final WriterEpochs epochs;
  private final Vertx vertx;
  private final Lanes lanes = new Lanes(PlaceOrders.MOST, this::leave);
  private final Map<OrderId, Long> killEpochs = new HashMap<>();
  private int inFlight;

  public Submitter(
      OrderDesk desk,
      GatewayClient gateway,
      MarketBook market,
      ControlBook controls,
      WriterEpochs epochs,
      Vertx vertx) {
    this.desk = desk;
    this.gateway = gateway;
    this.market = market;
    this.controls = controls;
    this.epochs = epochs;
    this.vertx = vertx;
  }

  /**
   * Sends an order. Called once an order, after the commit of its SUBMITTING and by the process
   * that made it.
   *
   * @param killEpoch it was decided under
   */
  public void submit(Order order, long killEpoch) {
    if (order.state() != OrderState.SUBMITTING || killEpochs.containsKey(order.id())) {
      throw new IllegalStateException("order %s is not to be sent".formatted(order.id()));
    }
    killEpochs.put(order.id(), killEpoch);
    switch (order.terms().command()) {
      case OPEN -> lanes.enter(order);
      case CLOSE, MODIFY, CANCEL -> attempt(order.id(), 0);
    }
  }

  /** An order in doubt that came out of the journal holds its lane. */
  public void inDoubt(Order order) {
    switch (order.terms().command()) {
      case OPEN -> lanes.block(order);
      case CLOSE, MODIFY, CANCEL -> {}
    }
  }

  /** Whether an order waits for one before it: it has not left. */
  public boolean waits(Order order) {
    return lanes.waits(order);
  }

  /** Commands on their way to a bridge. */
  public int inFlight() {
    return inFlight;
  }

  /** Orders submitted and not answered yet. */
  public int unanswered() {
    return killEpochs.size();
  }

  /** Forgets an account; the desk has forgotten its orders before. */
  public void release(String account) {
    killEpochs.keySet().removeIf(id -> desk.find(id) == null);
    lanes.release(account);
  }

  @Override
  public void moved(Order before, Order after) {
    if (after.state() != OrderState.SUBMITTING) {
      killEpochs.remove(after.id());
    }
    lanes.moved(after);
  }

  private void leave(List<OrderId> ids) {
    Map<BrokerDescriptor, List<Order>> openings = new LinkedHashMap<>();
    for (OrderId id : ids) {
      Order order = fit(id);
      if (order != null) {
        openings.computeIfAbsent(broker(order), b -> new ArrayList<>()).add(order);
      }
    }
    openings.forEach((broker, orders) -> place(broker, orders, 0));
  }

  private void attempt(OrderId id, int tries) {
    Order order = fit(id);
    if (order == null) {
      return;
    }
    BrokerDescriptor broker = broker(order);
    switch (order.terms().command()) {
      case OPEN -> place(broker, List.of(order), tries);
      case CLOSE, MODIFY, CANCEL -> {
        inFlight++;
        send(broker, order, killEpochOf(order))
            .otherwise(Submitter::unanswered)
            .onComplete(
                done -> {
                  inFlight--;
                  answered(id, done.result(), tries);
                });
      }
    }
  }

  private void place(BrokerDescriptor broker, List<Order> orders, int tries) {
    inFlight += orders.size();
    gateway
        .place(
            broker,
            orders.stream()
                .map(order -> Commands.place(order, killEpochOf(order), broker.magic()))
                .toList(),
            () -> orders.stream().noneMatch(this::killed))
        .otherwise(failure -> Collections.nCopies(orders.size(), unanswered(failure)))
        .onComplete(
            done -> {
              inFlight -= orders.size();
              placed(orders, done.result(), tries);
            });
  }

  private void placed(List<Order> orders, List<GatewayResult> results, int tries) {
    List<Order> again = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      if (results.get(i) instanceof GatewayResult.NotSent(var code, var _)
          && (code.equals(PlaceOrders.EARLIER_IN_DOUBT) || code.equals(PlaceOrders.WAITED))) {
        again.add(orders.get(i)); // its turn had not come
      } else {
        answered(orders.get(i).id(), results.get(i), tries);
      }
    }
    if (!again.isEmpty()) {
      lanes.again(again);
    }
  }

  private static GatewayResult unanswered(Throwable cause) {
    return new GatewayResult.InDoubt("NO_ANSWER", String.valueOf(cause));
  }

  /** The order, if it is to be sent now; if it never will be, that is booked. */
  private @Nullable Order fit(OrderId id) {
    Order order = desk.find(id);
    Long killEpoch = killEpochs.get(id);
    if (order == null || killEpoch == null || order.state() != OrderState.SUBMITTING) {
      return null;
    }
    String account = Objects.requireNonNull(order.account());
    switch (SendPolicy.turn(order, true, epochs.epochOf(account), desk.now())) {
      case SendPolicy.Turn.Leave() -> {
        killEpochs.remove(id);
        return null;
      }
      case SendPolicy.Turn.Over(var event) -> {
        desk.apply(id, event);
        return null;
      }
      case SendPolicy.Turn.Send() -> {}
    }
    if (killed(order)) {
      desk.apply(id, new Event.Refused(Reason.of("KILL_SWITCH", "a kill came before it was sent")));
      return null;
    }
    if (order.broker() == null || market.broker(order.broker()) == null) {
      desk.apply(
          id, new Event.NotSent(Reason.of("NO_BROKER", "the broker left the catalog"), true));
      return null;
    }
    return order;
  }

  /**
   * A kill has come since it was decided, or it is not ours to send any more. Of kills of
   * strategies and symbols bridges know nothing.
   */
  private boolean killed(Order order) {
    Long killEpoch = killEpochs.get(order.id());
    return killEpoch == null
        || (order.terms().mayAddRisk()
            && controls.killedSince(
                killEpoch,
                order.broker(),
                order.account(),
                order.terms().strategy(),
                order.terms().symbol()));
  }

  private BrokerDescriptor broker(Order order) {
    return Objects.requireNonNull(market.broker(Objects.requireNonNull(order.broker())));
  }

  private long killEpochOf(Order order) {
    return Objects.requireNonNull(killEpochs.get(order.id()));
  }

  private Future<GatewayResult> send(BrokerDescriptor broker, Order order, long killEpoch) {
    return switch (order.terms().command()) {
      case OPEN -> throw new IllegalStateException("openings leave by their lane");
      case CLOSE -> gateway.close(broker, Commands.close(order, killEpoch));
      case MODIFY -> {
        Order target = target(order);
        yield gateway.modify(
            broker,
            Commands.modify(
                order, killEpoch, target == null ? null : target.identity().clientOrderId()));
      }
      case CANCEL -> {
        Order target = target(order);
        if (target == null || target.terms().symbol() == null) {
          yield Future.succeededFuture(
              new GatewayResult.Rejected(
                  "TARGET_UNKNOWN", "the order to cancel is not known", "router", null));
        }
        yield gateway.cancel(
            broker,
            Commands.cancel(
                order, killEpoch, target.identity().clientOrderId(), target.terms().symbol()));
      }
    };
  }

  private @Nullable Order target(Order order) {
    OrderId target = order.terms().target();
    return target == null || order.terms().ticket() != null ? null : desk.find(target);
  }

  private void answered(OrderId id, GatewayResult result, int tries) {
    Order order = desk.find(id);
    if (order == null) {
      return;
    }
    double jitter = 0.75 + ThreadLocalRandom.current().nextDouble() / 2;
    SendPolicy.Answered answered = SendPolicy.answered(order, result, tries, jitter, desk.now());
    desk.apply(id, answered.event());
    if (answered.again()) {
      vertx.setTimer(Math.max(1, answered.pause().toMillis()), fired -> attempt(id, tries + 1));
    }
    if (result instanceof GatewayResult.Placed placed && !order.terms().trades()) {
      Order target = target(order);
      if (target != null) {
        desk.apply(target.id(), new Event.VenueTold(placed.order()));
      }
    }
  }
}
