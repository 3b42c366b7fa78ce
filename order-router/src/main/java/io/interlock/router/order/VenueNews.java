package io.interlock.router.order;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a venue's word about an order, in whatever order such words arrive.
 *
 * <p>Trades are booked first, each once by its id; then the state moves, never backwards. A volume
 * stated without trades is booked provisionally, and the trades replace it when they come.
 */
final class VenueNews {
  private VenueNews() {}

  static void apply(Step step, VenueOrder told) {
    if (!step.order().terms().trades()) {
      instructionTaken(step);
      return;
    }
    BigDecimal before = step.order().trades().volume();
    learn(step, told);
    for (Fill fill : told.fills()) {
      book(step, told, fill);
    }
    bookStated(step, told);
    alarmIfOverfilled(step, before);
    follow(step, told);
  }

  /** A MODIFY or CANCEL is about another order; all it needs is that the venue has taken it. */
  private static void instructionTaken(Step step) {
    if (step.state() != OrderState.ACCEPTED) {
      step.move(EventKind.ACCEPTED, OrderState.ACCEPTED, null);
    }
  }

  private static void learn(Step step, VenueOrder told) {
    Execution was = step.order().execution();
    BigDecimal touch = step.order().terms().side() == Side.SELL ? told.bid() : told.ask();
    Execution now =
        new Execution(
            told.brokerOrderId() == null ? was.brokerOrderId() : told.brokerOrderId(),
            told.positionTicket() == null ? was.positionTicket() : told.positionTicket(),
            was.filledVolume(),
            was.averagePrice(),
            was.decisionPrice(),
            was.arrivalPrice() == null ? touch : was.arrivalPrice(),
            was.slippagePips(),
            was.quality());
    step.execution(now, step.order().trades());
  }

  private static void book(Step step, VenueOrder told, Fill fill) {
    Trades was = step.order().trades();
    if (fill.provisional() || was.knows(fill.tradeId())) {
      return;
    }
    Trades now = was.with(fill);
    boolean more = now.volume().compareTo(was.volume()) > 0;
    traded(step, now);
    if (more) {
      fillEvent(step, told, fill);
    } else {
      step.note(EventKind.FILL_CORRECTED, fill, null);
    }
  }

  private static void bookStated(Step step, VenueOrder told) {
    Trades was = step.order().trades();
    BigDecimal cumulative = told.filledVolume();
    BigDecimal volume = step.order().terms().volume();
    if (told.state() == VenueOrderState.FILLED && cumulative.signum() == 0 && volume != null) {
      cumulative = volume;
    }
    BigDecimal unaccounted = cumulative.subtract(was.volume());
    traded(step, was.stating(cumulative, told.averagePrice()));
    if (unaccounted.signum() > 0) {
      fillEvent(step, told, provisional(step, told, unaccounted));
    }
  }

  private static @Nullable Fill provisional(Step step, VenueOrder told, BigDecimal volume) {
    BigDecimal price = told.averagePrice();
    if (price == null) {
      price = step.order().execution().decisionPrice();
    }
    Instant at = told.at() == null ? step.order().updatedAt() : told.at();
    return price == null ? null : new Fill(null, volume, price, null, null, at);
  }

  private static void traded(Step step, Trades trades) {
    Execution was = step.order().execution();
    step.execution(
        new Execution(
            was.brokerOrderId(),
            was.positionTicket(),
            trades.volume(),
            trades.averagePrice(),
            was.decisionPrice(),
            was.arrivalPrice(),
            was.slippagePips(),
            was.quality()),
        trades);
  }

  private static void fillEvent(Step step, VenueOrder told, @Nullable Fill fill) {
    OrderState reached = reached(step, told);
    if (Edges.legal(step.state(), reached)) {
      EventKind kind = reached == OrderState.FILLED ? EventKind.FILLED : EventKind.PARTIALLY_FILLED;
      step.enter(kind, reached, fill, null, null, null);
      return;
    }
    OrderState was = step.state();
    step.enter(EventKind.LATE_FILL, corrected(was, reached, told), fill, null, null, null);
    step.note(
        EventKind.ALARM,
        null,
        new Reason(
            "LATE_FILL",
            "a fill arrived for an order that had ended",
            Map.of(
                "state", was.name(),
                "filled", step.order().trades().volume().toPlainString())));
  }

  /** FILLED once the whole volume has traded, or the venue says so and all of it is accounted. */
  private static OrderState reached(Step step, VenueOrder told) {
    BigDecimal volume = step.order().terms().volume();
    BigDecimal traded = step.order().trades().volume();
    boolean whole = volume != null && traded.compareTo(volume) >= 0;
    boolean saidSo =
        told.state() == VenueOrderState.FILLED && traded.compareTo(told.filledVolume()) >= 0;
    return whole || saidSo ? OrderState.FILLED : OrderState.PARTIALLY_FILLED;
  }

  /** The status a late fill corrects an ended order to. */
  private static OrderState corrected(OrderState was, OrderState reached, VenueOrder told) {
    if (reached == OrderState.FILLED) {
      return OrderState.FILLED;
    }
    return switch (was) {
      case FILLED, CANCELED, EXPIRED -> was;
      case RECEIVED,
          READY,
          SUBMITTING,
          ACCEPTED,
          TRIGGERED,
          PARTIALLY_FILLED,
          IN_DOUBT,
          MANUAL_REVIEW,
          REJECTED,
          DENIED,
          NOT_PLACED ->
          ended(told.state()) ? OrderState.CANCELED : OrderState.PARTIALLY_FILLED;
    };
  }

  private static boolean ended(VenueOrderState state) {
    return switch (state) {
      case FILLED, CANCELED, REJECTED, EXPIRED -> true;
      case PENDING, WORKING, TRIGGERED, PARTIALLY_FILLED -> false;
    };
  }

  private static void alarmIfOverfilled(Step step, BigDecimal before) {
    BigDecimal volume = step.order().terms().volume();
    BigDecimal now = step.order().trades().volume();
    if (volume != null && now.compareTo(volume) > 0 && now.compareTo(before) > 0) {
      step.note(
          EventKind.ALARM,
          null,
          new Reason(
              "OVERFILL",
              "more was traded than was ordered",
              Map.of("ordered", volume.toPlainString(), "filled", now.toPlainString())));
    }
  }

  /** Moves the state to what the venue says, unless what is known is already beyond it. */
  private static void follow(Step step, VenueOrder told) {
    OrderState state = step.state();
    boolean traded = step.order().trades().volume().signum() > 0;
    OrderState says =
        switch (told.state()) {
          case PENDING, WORKING -> traded ? OrderState.PARTIALLY_FILLED : OrderState.ACCEPTED;
          case TRIGGERED -> traded ? OrderState.PARTIALLY_FILLED : OrderState.TRIGGERED;
          case PARTIALLY_FILLED -> OrderState.PARTIALLY_FILLED;
          case FILLED -> OrderState.FILLED;
          case CANCELED -> OrderState.CANCELED;
          case REJECTED -> traded ? OrderState.CANCELED : OrderState.REJECTED;
          case EXPIRED -> OrderState.EXPIRED;
        };
    if (says == state || known(state, says)) {
      return;
    }
    step.move(EventKind.valueOf(says.name()), says, reason(told));
  }

  /** Whether a venue's word is old news, or says in other words what is known. */
  private static boolean known(OrderState state, OrderState says) {
    return switch (state) {
      case RECEIVED, READY, SUBMITTING, IN_DOUBT, MANUAL_REVIEW -> false;
      case ACCEPTED -> false;
      case TRIGGERED -> says == OrderState.ACCEPTED;
      case PARTIALLY_FILLED -> says == OrderState.ACCEPTED || says == OrderState.TRIGGERED;
      case FILLED -> !says.isEnd();
      case CANCELED, EXPIRED, REJECTED, DENIED, NOT_PLACED -> says != OrderState.FILLED;
    };
  }

  private static @Nullable Reason reason(VenueOrder told) {
    return told.code() == null
        ? null
        : Reason.of(told.code(), told.message() == null ? told.code() : told.message());
  }
}
