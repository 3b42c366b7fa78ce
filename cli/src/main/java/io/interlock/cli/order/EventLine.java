package io.interlock.cli.order;

import io.interlock.contracts.order.Execution;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** One step of an order as one line for a person. */
public final class EventLine {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int KIND_WIDTH = 17;

  private EventLine() {}

  public static String of(OrderEvent event) {
    return String.format(
            Locale.ROOT,
            "%s  %s  %-" + KIND_WIDTH + "s %s",
            time(event.at()),
            event.orderId(),
            event.kind(),
            details(event))
        .stripTrailing();
  }

  /** UTC with microseconds. */
  public static String time(Instant moment) {
    return TIME.format(moment);
  }

  private static String details(OrderEvent event) {
    StringJoiner details = new StringJoiner("  ");
    switch (event.kind()) {
      case RECEIVED -> details.add(order(event)).add(from(event));
      case READY -> add(details, "to", event.broker());
      case SUBMITTING -> add(details, "as", event.clientOrderId().value());
      case ACCEPTED,
          TRIGGERED,
          PARTIALLY_FILLED,
          FILLED,
          LATE_FILL,
          FILL_CORRECTED,
          SLIPPAGE_MEASURED,
          CONFIRMED ->
          result(details, event.fill(), event.execution());
      case DENIED,
          EXPIRED,
          NOT_SENT,
          REJECTED,
          CANCELED,
          NOT_PLACED,
          IN_DOUBT,
          MANUAL_REVIEW,
          RESOLVED,
          DUPLICATE,
          CANCEL_REQUESTED,
          CANCEL_REFUSED,
          REPLACE_REQUESTED,
          REPLACED,
          REPLACE_REFUSED,
          ALARM,
          TRANSITION_REFUSED ->
          add(details, "by", event.actor());
    }
    Reason reason = event.reason();
    if (reason != null) {
      details.add(reason.code() + ": " + reason.message());
    }
    return details.toString();
  }

  private static String order(OrderEvent event) {
    StringJoiner order = new StringJoiner(" ");
    order.add(event.side() == null ? event.command().name() : event.side().name());
    if (event.volume() != null) {
      order.add(plain(event.volume()));
    }
    if (event.symbol() != null) {
      order.add(event.symbol());
    }
    if (event.type() != null) {
      order.add(event.type().name());
    }
    return order.toString();
  }

  private static String from(OrderEvent event) {
    return event.strategy() == null ? "" : "strategy " + event.strategy();
  }

  private static void result(
      StringJoiner details, @Nullable Fill fill, @Nullable Execution execution) {
    if (fill != null) {
      details.add(plain(fill.volume()) + " @ " + plain(fill.price()));
      add(details, "trade", fill.tradeId());
    } else if (execution != null && execution.averagePrice() != null) {
      details.add(plain(execution.filledVolume()) + " @ " + plain(execution.averagePrice()));
    }
    if (execution != null) {
      add(details, "order", execution.brokerOrderId());
      if (execution.slippagePips() != null) {
        details.add("slippage " + plain(execution.slippagePips()) + " pips");
      }
      if (execution.quality() != null) {
        details.add(execution.quality().name());
      }
    }
  }

  private static void add(StringJoiner details, String name, @Nullable String value) {
    if (value != null) {
      details.add(name + " " + value);
    }
  }

  private static String plain(BigDecimal number) {
    return number.toPlainString();
  }
}
