package io.interlock.router.venue;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.PendingOperation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Asks about working orders, as a second source beside the stream, and cancels those that should
 * have been done long ago. On the trading thread.
 */
public final class WorkingOrderWatch {
  private static final Logger LOG = Logger.getLogger(WorkingOrderWatch.class);
  private static final int MOST_ASKED = 32;

  /** The host has the order in its journal but not what became of it; others only don't answer. */
  private static final String LOST = "UNKNOWN";

  private static final Duration CANCEL_AGAIN_AFTER = Duration.ofSeconds(5);

  private final OrderDesk desk;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final WriterEpochs epochs;
  private final LongSupplier killEpoch;
  private final Duration timeout;
  private final AskingTurns turns;
  private final Map<OrderId, Instant> cancelled = new HashMap<>();

  /**
   * @param interval how often an order is asked about
   * @param timeout after which an immediate order is cancelled
   */
  public WorkingOrderWatch(
      OrderDesk desk,
      GatewayClient gateway,
      MarketBook market,
      WriterEpochs epochs,
      LongSupplier killEpoch,
      Duration interval,
      Duration timeout) {
    this.desk = desk;
    this.gateway = gateway;
    this.market = market;
    this.epochs = epochs;
    this.killEpoch = killEpoch;
    this.timeout = timeout;
    this.turns = new AskingTurns(interval, MOST_ASKED);
  }

  /** Looks at every working order; called every poll interval. */
  public void look() {
    Instant now = desk.now();
    Map<OrderId, Instant> watched = new LinkedHashMap<>();
    cancelled.keySet().removeIf(id -> !works(id));
    for (Order order : desk.live()) {
      BrokerDescriptor broker = order.broker() == null ? null : market.broker(order.broker());
      if (!order.working()
          || broker == null
          || order.account() == null
          || epochs.epochOf(order.account()) < 0) {
        continue;
      }
      if (overdue(order, now)) {
        cancel(broker, order, now);
      }
      if (order.terms().trades()) {
        watched.put(order.id(), order.updatedAt());
      }
    }
    for (OrderId id : turns.next(watched, now)) {
      ask(id);
    }
  }

  private boolean works(OrderId id) {
    Order order = desk.find(id);
    return order != null && order.working();
  }

  private void ask(OrderId id) {
    Order order = desk.find(id);
    BrokerDescriptor broker =
        order == null || order.broker() == null ? null : market.broker(order.broker());
    if (order == null || broker == null) {
      turns.answered(id);
      return;
    }
    gateway
        .ask(broker, order.identity().clientOrderId())
        .onComplete(
            answer -> {
              turns.answered(id);
              if (answer.succeeded()) {
                answered(id, answer.result());
              }
            });
  }

  private void answered(OrderId id, VenueAnswer answer) {
    switch (answer) {
      case VenueAnswer.Known(var told) -> told(id, told);
      case VenueAnswer.Unknown(var code, var message) -> {
        if (LOST.equals(code)) {
          desk.apply(id, new Event.Lost(Reason.of(code, String.valueOf(message))));
        }
      }
      // Only a fence proves absence, and a working order is never fenced.
      case VenueAnswer.Absent absent -> {}
    }
  }

  private boolean overdue(Order order, Instant now) {
    Instant sent = order.submittedAt();
    return order.terms().immediate() && sent != null && now.isAfter(sent.plus(timeout));
  }

  private void cancel(BrokerDescriptor broker, Order order, Instant now) {
    Instant before = cancelled.get(order.id());
    if (before != null && now.isBefore(before.plus(CANCEL_AGAIN_AFTER))) {
      return;
    }
    cancelled.put(order.id(), now);
    if (before == null) {
      LOG.warnf("order %s is not done in time, cancelling it", order.id());
      desk.apply(
          order.id(),
          new Event.OperationRequested(
              PendingOperation.CANCEL, Reason.of("NOT_DONE_IN_TIME", "it should be done by now")));
    }
    String account = java.util.Objects.requireNonNull(order.account());
    gateway
        .cancel(
            broker,
            Commands.cancelOf(
                order,
                epochs.epochOf(account),
                killEpoch.getAsLong(),
                now.plus(CANCEL_AGAIN_AFTER)))
        .onSuccess(
            result -> {
              if (result instanceof GatewayResult.Placed placed) {
                told(order.id(), placed.order());
              }
            });
  }

  /** What was cancelled because its time was over has expired. */
  private void told(OrderId id, VenueOrder told) {
    boolean expired = cancelled.containsKey(id) && told.state() == VenueOrderState.CANCELED;
    desk.apply(id, new Event.VenueTold(expired ? expired(told) : told));
  }

  private static VenueOrder expired(VenueOrder told) {
    return new VenueOrder(
        told.clientOrderId(),
        told.brokerOrderId(),
        told.positionTicket(),
        told.symbol(),
        told.side(),
        VenueOrderState.EXPIRED,
        told.volume(),
        told.filledVolume(),
        told.averagePrice(),
        told.fills(),
        told.bid(),
        told.ask(),
        "NOT_DONE_IN_TIME",
        "it was cancelled because it was not done in time",
        told.magic(),
        told.at());
  }
}
