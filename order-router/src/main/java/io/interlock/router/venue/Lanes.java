package io.interlock.router.venue;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.order.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets orders of one account and symbol leave in their order: those that wait leave together once
 * the ones before are answered, and not while one is in doubt. Pure bookkeeping; on the trading
 * thread.
 */
final class Lanes {
  private record Key(String account, String symbol) {}

  private static final class Lane {
    final LinkedHashSet<OrderId> waiting = new LinkedHashSet<>();
    final Set<OrderId> blockedBy = new HashSet<>();
    boolean advancing;
  }

  private final Map<Key, Lane> lanes = new HashMap<>();
  private final int most;
  private final Consumer<List<OrderId>> leave;

  /**
   * @param most that leave together
   * @param leave called when it is the turn of orders
   */
  Lanes(int most, Consumer<List<OrderId>> leave) {
    this.most = most;
    this.leave = leave;
  }

  /** Queues an order; it leaves at once if its lane is free. */
  void enter(Order order) {
    Key key = key(order);
    Lane lane = lanes.computeIfAbsent(key, k -> new Lane());
    lane.waiting.add(order.id());
    advance(key, lane);
  }

  /** Orders of one lane come back unsent: it is their turn again before any other's. */
  void again(List<Order> orders) {
    Key key = key(orders.getFirst());
    Lane lane = lanes.get(key);
    if (lane == null) {
      return; // released meanwhile
    }
    for (Order order : orders.reversed()) {
      if (lane.blockedBy.remove(order.id())) {
        lane.waiting.addFirst(order.id());
      }
    }
    advance(key, lane);
  }

  /** Whether an order waits for its turn: it has not left. */
  boolean waits(Order order) {
    Lane lane = lanes.get(key(order));
    return lane != null && lane.waiting.contains(order.id());
  }

  /** An order is in doubt since before it could enter here. */
  void block(Order order) {
    lanes.computeIfAbsent(key(order), k -> new Lane()).blockedBy.add(order.id());
  }

  /** An order took a step: one that is answered for frees its lane. */
  void moved(Order after) {
    boolean open = after.state() == OrderState.SUBMITTING || after.state() == OrderState.IN_DOUBT;
    Key key = key(after);
    Lane lane = lanes.get(key);
    if (lane == null || open) {
      return;
    }
    lane.waiting.remove(after.id());
    if (lane.blockedBy.remove(after.id())) {
      advance(key, lane);
    }
  }

  /** Forgets an account's lanes. */
  void release(String account) {
    lanes.keySet().removeIf(key -> key.account().equals(account));
  }

  /** An order that ends as it leaves comes back here: the loop that let it leave goes on then. */
  private void advance(Key key, Lane lane) {
    if (lane.advancing) {
      return;
    }
    lane.advancing = true;
    while (lane.blockedBy.isEmpty() && !lane.waiting.isEmpty()) {
      List<OrderId> next = new ArrayList<>();
      while (next.size() < most && !lane.waiting.isEmpty()) {
        next.add(lane.waiting.removeFirst());
      }
      lane.blockedBy.addAll(next);
      leave.accept(next);
    }
    lane.advancing = false;
    if (lane.waiting.isEmpty() && lane.blockedBy.isEmpty()) {
      lanes.remove(key);
    }
  }

  private static Key key(Order order) {
    return new Key(
        order.account() == null ? "" : order.account(),
        order.terms().symbol() == null ? "" : order.terms().symbol());
  }
}
