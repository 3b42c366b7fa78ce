package io.interlock.router.order;

import static io.interlock.contracts.order.OrderState.ACCEPTED;
import static io.interlock.contracts.order.OrderState.CANCELED;
import static io.interlock.contracts.order.OrderState.DENIED;
import static io.interlock.contracts.order.OrderState.EXPIRED;
import static io.interlock.contracts.order.OrderState.FILLED;
import static io.interlock.contracts.order.OrderState.IN_DOUBT;
import static io.interlock.contracts.order.OrderState.MANUAL_REVIEW;
import static io.interlock.contracts.order.OrderState.NOT_PLACED;
import static io.interlock.contracts.order.OrderState.PARTIALLY_FILLED;
import static io.interlock.contracts.order.OrderState.READY;
import static io.interlock.contracts.order.OrderState.RECEIVED;
import static io.interlock.contracts.order.OrderState.REJECTED;
import static io.interlock.contracts.order.OrderState.SUBMITTING;
import static io.interlock.contracts.order.OrderState.TRIGGERED;

import io.interlock.contracts.order.OrderState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The steps an order's state may take.
 *
 * <pre>
 * RECEIVED ─► READY ─► SUBMITTING ─► ACCEPTED ─► TRIGGERED ─► PARTIALLY_FILLED ─► FILLED
 *    │          │          │   │         └──────────┴───────────────┴─► CANCELED, EXPIRED, REJECTED
 *    └─ DENIED, EXPIRED    │   └─► any of the right-hand side, REJECTED, NOT_PLACED
 *              or ACCEPTED └─► IN_DOUBT ─► any of them, or MANUAL_REVIEW ─► an end, by a person
 * </pre>
 *
 * Late fills are not edges: {@link OrderMachine} books them whatever the state.
 */
public final class Edges {
  private static final Map<OrderState, Set<OrderState>> NEXT = new EnumMap<>(OrderState.class);

  static {
    NEXT.put(RECEIVED, EnumSet.of(READY, DENIED, EXPIRED));
    NEXT.put(READY, EnumSet.of(SUBMITTING, DENIED, CANCELED, EXPIRED));
    NEXT.put(
        SUBMITTING,
        EnumSet.of(
            ACCEPTED,
            TRIGGERED,
            PARTIALLY_FILLED,
            FILLED,
            REJECTED,
            CANCELED,
            EXPIRED,
            NOT_PLACED,
            IN_DOUBT));
    NEXT.put(
        IN_DOUBT,
        EnumSet.of(
            ACCEPTED,
            TRIGGERED,
            PARTIALLY_FILLED,
            FILLED,
            CANCELED,
            EXPIRED,
            REJECTED,
            NOT_PLACED,
            MANUAL_REVIEW));
    Set<OrderState> fromWorking =
        EnumSet.of(TRIGGERED, PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED, REJECTED);
    Set<OrderState> fromAccepted = EnumSet.copyOf(fromWorking);
    fromAccepted.add(IN_DOUBT);
    NEXT.put(ACCEPTED, fromAccepted);
    Set<OrderState> fromTriggered = EnumSet.copyOf(fromWorking);
    fromTriggered.remove(TRIGGERED);
    NEXT.put(TRIGGERED, fromTriggered);
    NEXT.put(PARTIALLY_FILLED, EnumSet.of(PARTIALLY_FILLED, FILLED, CANCELED, EXPIRED));
    NEXT.put(MANUAL_REVIEW, EnumSet.of(FILLED, CANCELED, EXPIRED, REJECTED, DENIED, NOT_PLACED));
  }

  private Edges() {}

  public static boolean legal(OrderState from, OrderState to) {
    return NEXT.getOrDefault(from, Set.of()).contains(to);
  }
}
