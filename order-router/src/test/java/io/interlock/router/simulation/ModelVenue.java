package io.interlock.router.simulation;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A venue without de-duplication: it executes whatever is written to it, and its ledger says how
 * often. It can fence, as a bridge with a host of ours behind it can.
 */
final class ModelVenue {
  static final BigDecimal VOLUME = new BigDecimal("1.00");
  private static final BigDecimal HALF = new BigDecimal("0.50");
  private static final BigDecimal PRICE = new BigDecimal("1.1");

  private final Timeline time;
  private final Map<ClientOrderId, Integer> executions = new HashMap<>();
  private final Map<ClientOrderId, VenueOrder> orders = new HashMap<>();
  private final Set<ClientOrderId> fenced = new HashSet<>();
  private long highestEpoch;
  private int trades;

  ModelVenue(Timeline time) {
    this.time = time;
  }

  int executions(ClientOrderId id) {
    return executions.getOrDefault(id, 0);
  }

  BigDecimal traded(ClientOrderId id) {
    VenueOrder order = orders.get(id);
    return order == null ? BigDecimal.ZERO : order.filledVolume();
  }

  boolean fenced(ClientOrderId id) {
    return fenced.contains(id);
  }

  void attach(long epoch) {
    highestEpoch = Math.max(highestEpoch, epoch);
  }

  GatewayResult place(ClientOrderId id, long epoch, boolean deadlinePassed) {
    if (epoch < highestEpoch) {
      return new GatewayResult.Rejected("STALE_EPOCH", "a newer epoch is known", "bridge", null);
    }
    if (deadlinePassed) {
      return new GatewayResult.Rejected("DEADLINE_PASSED", "too late", "bridge", null);
    }
    if (fenced.contains(id)) {
      return new GatewayResult.Rejected("FENCED", "fenced", "host", null);
    }
    if (time.chance(0.1)) {
      return new GatewayResult.NotSent("NOT_CONNECTED", "no connection");
    }
    if (time.chance(0.1)) {
      return new GatewayResult.Rejected("NO_MONEY", "no money", "venue", 10019);
    }
    executions.merge(id, 1, Integer::sum);
    VenueOrder order = order(id, time.chance(0.5) ? VOLUME : HALF, orders.get(id));
    orders.put(id, order);
    if (order.state() == VenueOrderState.PARTIALLY_FILLED) {
      time.in(time.between(1, 400), () -> complete(id));
    }
    return new GatewayResult.Placed(withoutFillsAtTimes(order), false);
  }

  private void complete(ClientOrderId id) {
    VenueOrder order = orders.get(id);
    if (order != null && order.state() == VenueOrderState.PARTIALLY_FILLED) {
      boolean fills = time.chance(0.7);
      orders.put(id, fills ? order(id, VOLUME.subtract(HALF), order) : canceled(order));
    }
  }

  private VenueOrder order(ClientOrderId id, BigDecimal volume, VenueOrder before) {
    List<Fill> fills = new ArrayList<>(before == null ? List.of() : before.fills());
    fills.add(new Fill("t" + trades++, volume, PRICE, null, null, time.now()));
    BigDecimal filled = (before == null ? BigDecimal.ZERO : before.filledVolume()).add(volume);
    return told(
        id,
        filled.compareTo(VOLUME) >= 0 ? VenueOrderState.FILLED : VenueOrderState.PARTIALLY_FILLED,
        filled,
        fills);
  }

  private VenueOrder canceled(VenueOrder order) {
    return told(
        order.clientOrderId(), VenueOrderState.CANCELED, order.filledVolume(), order.fills());
  }

  private VenueOrder told(
      ClientOrderId id, VenueOrderState state, BigDecimal filled, List<Fill> fills) {
    return new VenueOrder(
        id,
        "b1",
        "p1",
        "EURUSD",
        Side.BUY,
        state,
        VOLUME,
        filled,
        PRICE,
        fills,
        null,
        null,
        null,
        null,
        null,
        time.now());
  }

  /** Replies of some hosts state a volume only; the trades become known later. */
  private VenueOrder withoutFillsAtTimes(VenueOrder order) {
    return time.chance(0.3)
        ? told(order.clientOrderId(), order.state(), order.filledVolume(), List.of())
        : order;
  }

  /** One "not found" proves nothing: here it is the answer half of the time. */
  VenueAnswer ask(ClientOrderId id) {
    VenueOrder order = orders.get(id);
    return order == null || time.chance(0.2)
        ? new VenueAnswer.Unknown("NOT_FOUND", "not found")
        : new VenueAnswer.Known(order);
  }

  VenueAnswer fence(ClientOrderId id) {
    if (time.chance(0.2)) {
      return new VenueAnswer.Unknown("HISTORY_NOT_LOADED", "ask again");
    }
    VenueOrder order = orders.get(id);
    if (order != null) {
      return new VenueAnswer.Known(order);
    }
    fenced.add(id);
    return new VenueAnswer.Absent("FENCED");
  }
}
