package io.interlock.local.mt5.trade;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every order the broker ever had, and which of them still work. */
final class OrderBook {
  private static final long FIRST_NUMBER = 100_000;

  private final Map<String, Order> all = new LinkedHashMap<>();
  private final Map<String, Order> working = new LinkedHashMap<>();
  private final Map<String, String> numberOfClientOrderId = new LinkedHashMap<>();
  private long last = FIRST_NUMBER;

  /** Order, position and deal numbers come from one counter. */
  String nextNumber() {
    return Long.toString(++last);
  }

  void put(Order order) {
    all.put(order.order(), order);
    if (order.working()) {
      working.put(order.order(), order);
    } else {
      working.remove(order.order());
    }
    String clientOrderId = order.terms().clientOrderId();
    if (clientOrderId != null) {
      numberOfClientOrderId.put(clientOrderId, order.order());
    }
    used(order.order());
  }

  /** Numbers up to this one are taken. */
  void used(String number) {
    last = Math.max(last, Long.parseLong(number));
  }

  @Nullable Order get(String number) {
    return all.get(number);
  }

  @Nullable Order ofClient(String clientOrderId) {
    String number = numberOfClientOrderId.get(clientOrderId);
    return number == null ? null : all.get(number);
  }

  List<Order> working() {
    return new ArrayList<>(working.values());
  }

  List<Order> all() {
    return new ArrayList<>(all.values());
  }
}
