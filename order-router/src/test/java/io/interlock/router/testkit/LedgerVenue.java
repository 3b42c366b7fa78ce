package io.interlock.router.testkit;

import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.Fill;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A bridge with a venue behind it, over real connections: it fills what it is sent, remembers every
 * send in a ledger, and can be told to misbehave.
 */
public final class LedgerVenue implements AutoCloseable {
  /** How the next placements are answered. */
  public enum Mood {
    FILL,
    WORK,
    PARTIAL,
    REJECT,
    NOT_SENT,
    /** Executes and breaks the connection. */
    FILL_WITHOUT_REPLY,
    /** Breaks the connection without executing. */
    LOSE
  }

  public static final BigDecimal PRICE = new BigDecimal("1.08512");

  private final BridgeServer server = new BridgeServer(this::answer);
  private final Map<ClientOrderId, VenueOrder> orders = new ConcurrentHashMap<>();
  private final Set<ClientOrderId> fenced = ConcurrentHashMap.newKeySet();
  private final List<ClientOrderId> sends = new CopyOnWriteArrayList<>();
  private final List<Object> commands = new CopyOnWriteArrayList<>();
  private final Map<String, VenuePosition> positions = new ConcurrentHashMap<>();
  private final AtomicLong tickets = new AtomicLong(1000);
  private final AtomicLong epoch = new AtomicLong();
  private volatile Mood mood = Mood.FILL;
  private volatile int moodLasts = Integer.MAX_VALUE;
  private volatile boolean away;
  private volatile boolean unsure;
  private volatile long latencyMillis;

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Executions by client order id, in the order in which they happened. */
  public List<ClientOrderId> sends() {
    return List.copyOf(sends);
  }

  /** Every command that arrived, executed or not. */
  public List<Object> commands() {
    return List.copyOf(commands);
  }

  public long epoch() {
    return epoch.get();
  }

  public void be(Mood mood) {
    be(mood, Integer.MAX_VALUE);
  }

  /** Answers the next placements in a mood, then fills again. */
  public synchronized void be(Mood mood, int times) {
    this.mood = mood;
    this.moodLasts = times;
  }

  /** Refuses every call until it is back. */
  public void beAway(boolean away) {
    this.away = away;
  }

  /** Takes its time over every placement. */
  public void beSlow(long latencyMillis) {
    this.latencyMillis = latencyMillis;
  }

  /** Can say of no order what became of it. */
  public void beUnsure(boolean unsure) {
    this.unsure = unsure;
  }

  /** Fills what is left of a working order, silently. */
  public void fillWorking(ClientOrderId id) {
    orders.computeIfPresent(id, (key, order) -> filled(key, order.side(), order.volume()));
  }

  public void forget() {
    orders.clear();
    sends.clear();
    commands.clear();
    positions.clear();
    fenced.clear();
    beUnsure(false);
    beSlow(0);
    be(Mood.FILL);
  }

  @Override
  public void close() {
    server.close();
  }

  private BridgeServer.@Nullable Answer answer(String called, byte[] body) {
    if (away) {
      return new BridgeServer.Answer(503, new byte[0]);
    }
    String[] path = called.split("/");
    try {
      Object answer =
          switch (path[3]) {
            case "orders" ->
                path.length > 4
                    ? ask(new ClientOrderId(path[4]))
                    : placeInTime(Json.read(body, PlaceOrders.class));
            case "close" -> close(Json.read(body, ClosePosition.class));
            case "modify" -> modify(Json.read(body, ModifyOrder.class));
            case "cancel" -> cancel(Json.read(body, CancelOrder.class));
            case "fence" -> fence(Json.read(body, FenceOrder.class));
            case "attach" -> attach(Json.read(body, Attach.class));
            case "snapshot" ->
                new VenueSnapshot(
                    List.copyOf(orders.values()), List.copyOf(positions.values()), Instant.now());
            default -> throw new IllegalArgumentException(path[3]);
          };
      return answer == null ? null : new BridgeServer.Answer(200, Json.bytes(answer));
    } catch (InvalidMessage e) {
      return new BridgeServer.Answer(400, new byte[0]);
    }
  }

  /** Null: the connection breaks instead of an answer. */
  private PlaceOrders.@Nullable Results placeInTime(PlaceOrders together) {
    List<GatewayResult> results = new ArrayList<>();
    for (PlaceOrder order : together.orders()) {
      LockSupport.parkNanos(latencyMillis * 1_000_000);
      GatewayResult result = place(order);
      if (result == null) {
        return null;
      }
      results.add(result);
    }
    return new PlaceOrders.Results(results);
  }

  private synchronized @Nullable GatewayResult place(PlaceOrder order) {
    commands.add(order);
    if (order.context().epoch() < epoch.get()) {
      return new GatewayResult.Rejected("STALE_EPOCH", "a newer epoch is known", "bridge", null);
    }
    if (Instant.now().isAfter(order.context().deadline())) {
      return new GatewayResult.Rejected("DEADLINE_PASSED", "too late", "bridge", null);
    }
    if (fenced.contains(order.clientOrderId())) {
      return new GatewayResult.Rejected("FENCED", "fenced", "host", null);
    }
    Mood now = mood;
    if (moodLasts != Integer.MAX_VALUE && --moodLasts <= 0) {
      mood = Mood.FILL;
      moodLasts = Integer.MAX_VALUE;
    }
    return switch (now) {
      case REJECT -> new GatewayResult.Rejected("INVALID_STOPS", "stops too close", "venue", 10016);
      case NOT_SENT -> new GatewayResult.NotSent("NOT_CONNECTED", "no connection");
      case LOSE -> null;
      case FILL_WITHOUT_REPLY -> {
        execute(order, false, order.volume());
        yield null;
      }
      case WORK -> new GatewayResult.Placed(execute(order, true, null), false);
      case PARTIAL ->
          new GatewayResult.Placed(
              execute(order, true, order.volume().divide(BigDecimal.TWO)), false);
      case FILL ->
          new GatewayResult.Placed(
              execute(order, order.type() != OrderType.MARKET, order.volume()), false);
    };
  }

  private VenueOrder execute(PlaceOrder order, boolean works, BigDecimal volume) {
    sends.add(order.clientOrderId());
    VenueOrder executed =
        volume == null || (works && order.type() != OrderType.MARKET && mood == Mood.FILL)
            ? working(order)
            : volume.compareTo(order.volume()) < 0
                ? partial(order, volume)
                : filled(order.clientOrderId(), order.side(), volume);
    orders.put(order.clientOrderId(), executed);
    if (executed.positionTicket() != null) {
      positions.put(
          executed.positionTicket(),
          new VenuePosition(
              executed.positionTicket(),
              order.symbol(),
              order.side(),
              executed.filledVolume(),
              PRICE,
              PRICE,
              null,
              null,
              BigDecimal.ZERO,
              order.magic(),
              order.clientOrderId(),
              Instant.now()));
    }
    return executed;
  }

  private VenueOrder working(PlaceOrder order) {
    return order(order, VenueOrderState.WORKING, BigDecimal.ZERO, List.of(), null);
  }

  private VenueOrder partial(PlaceOrder order, BigDecimal volume) {
    String ticket = Long.toString(tickets.incrementAndGet());
    Fill fill = new Fill("deal-" + ticket, volume, PRICE, null, null, Instant.now());
    return order(order, VenueOrderState.PARTIALLY_FILLED, volume, List.of(fill), ticket);
  }

  private static VenueOrder order(
      PlaceOrder order, VenueOrderState state, BigDecimal filled, List<Fill> fills, String ticket) {
    return new VenueOrder(
        order.clientOrderId(),
        "o-" + order.clientOrderId().value().substring(0, 6),
        ticket,
        order.symbol(),
        order.side(),
        state,
        order.volume(),
        filled,
        fills.isEmpty() ? null : PRICE,
        fills,
        PRICE,
        PRICE,
        null,
        null,
        order.magic(),
        Instant.now());
  }

  private VenueOrder filled(ClientOrderId id, Side side, BigDecimal volume) {
    String ticket = Long.toString(tickets.incrementAndGet());
    Fill fill = new Fill("deal-" + ticket, volume, PRICE, null, null, Instant.now());
    return new VenueOrder(
        id,
        "o-" + ticket,
        ticket,
        "EURUSD",
        side,
        VenueOrderState.FILLED,
        volume,
        volume,
        PRICE,
        List.of(fill),
        PRICE,
        PRICE,
        null,
        null,
        null,
        Instant.now());
  }

  private synchronized GatewayResult close(ClosePosition order) {
    commands.add(order);
    VenuePosition position = positions.remove(order.ticket());
    if (position == null) {
      return new GatewayResult.Rejected("POSITION_UNKNOWN", "no such position", "venue", null);
    }
    sends.add(order.clientOrderId());
    VenueOrder closed =
        filled(order.clientOrderId(), position.side().opposite(), position.volume());
    orders.put(order.clientOrderId(), closed);
    return new GatewayResult.Placed(closed, false);
  }

  private synchronized GatewayResult modify(ModifyOrder order) {
    commands.add(order);
    VenueOrder target = order.target() == null ? null : orders.get(order.target());
    return target == null
        ? new GatewayResult.Rejected("TARGET_UNKNOWN", "no such order", "venue", null)
        : new GatewayResult.Placed(target, false);
  }

  private synchronized GatewayResult cancel(CancelOrder order) {
    commands.add(order);
    VenueOrder target = orders.get(order.target());
    if (target == null || target.state() == VenueOrderState.FILLED) {
      return new GatewayResult.Rejected("NOT_WORKING", "nothing to cancel", "venue", null);
    }
    VenueOrder canceled =
        new VenueOrder(
            target.clientOrderId(),
            target.brokerOrderId(),
            target.positionTicket(),
            target.symbol(),
            target.side(),
            VenueOrderState.CANCELED,
            target.volume(),
            target.filledVolume(),
            target.averagePrice(),
            target.fills(),
            null,
            null,
            null,
            null,
            null,
            Instant.now());
    orders.put(order.target(), canceled);
    return new GatewayResult.Placed(canceled, false);
  }

  private VenueAnswer ask(ClientOrderId id) {
    VenueOrder known = orders.get(id);
    return known == null || unsure
        ? new VenueAnswer.Unknown("NOT_FOUND", "not found")
        : new VenueAnswer.Known(known);
  }

  private synchronized VenueAnswer fence(FenceOrder order) {
    if (unsure) {
      return new VenueAnswer.Unknown("HISTORY_NOT_LOADED", "not known yet");
    }
    VenueOrder known = orders.get(order.clientOrderId());
    if (known != null) {
      return new VenueAnswer.Known(known);
    }
    fenced.add(order.clientOrderId());
    return new VenueAnswer.Absent("FENCED");
  }

  private Attached attach(Attach attach) {
    long highest = epoch.accumulateAndGet(attach.epoch(), Math::max);
    return new Attached(attach.epoch() >= highest, highest, false, 0);
  }
}
