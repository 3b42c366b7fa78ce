package io.interlock.systemtests.stack;

import static java.util.stream.Collectors.joining;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import java.util.List;
import java.util.Objects;

/** The events of one order as {@code order.events} has them, each once, in order. */
public record OrderStory(List<OrderEvent> events) {
  public OrderStory {
    events = List.copyOf(events);
  }

  public OrderId orderId() {
    return last().orderId();
  }

  public String clientOrderId() {
    return last().clientOrderId().value();
  }

  public OrderEvent last() {
    return events.getLast();
  }

  public OrderState state() {
    return last().to();
  }

  public List<EventKind> kinds() {
    return events.stream().map(OrderEvent::kind).toList();
  }

  public boolean has(EventKind kind) {
    return events.stream().anyMatch(event -> event.kind() == kind);
  }

  public OrderEvent first(EventKind kind) {
    return events.stream()
        .filter(event -> event.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " in " + this));
  }

  /** The reason an event gave last. */
  public String reasonCode() {
    return events.stream()
        .map(OrderEvent::reason)
        .filter(Objects::nonNull)
        .map(reason -> reason.code())
        .reduce((first, second) -> second)
        .orElse("");
  }

  /** Whether sequence numbers run from 1 without a gap. */
  public boolean isComplete() {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i).seq() != i + 1) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return events.stream()
        .map(
            event ->
                event.seq()
                    + " "
                    + event.kind()
                    + " -> "
                    + event.to()
                    + (event.reason() == null
                        ? ""
                        : " (" + event.reason().code() + ": " + event.reason().message() + ")"))
        .collect(joining("\n  ", "\n  ", "\n"));
  }
}
