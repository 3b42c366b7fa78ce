package io.interlock.gateway.session;

import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.CurveFiles;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.venue.MarketBoard;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.PathConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A bridge without Kafka and HTTP: sessions, the gate, and all that sessions report. */
final class SessionFixture implements VenueListener, AutoCloseable {
  static final String ACCOUNT = "acc-1";
  static final long EPOCH = 7;

  /** Oftener than in production, so that nobody waits for it. */
  private static final Duration CARE_EVERY = Duration.ofMillis(200);

  final WriteGate gate;
  final Queue<VenueOrder> orders = new ConcurrentLinkedQueue<>();
  final Queue<VenuePosition> positions = new ConcurrentLinkedQueue<>();
  final Queue<BrokerStatus> statuses = new ConcurrentLinkedQueue<>();
  final AtomicLong ticks = new AtomicLong();
  final Map<String, Tick> lastTicks = new ConcurrentHashMap<>();
  final MarketBoard board = new MarketBoard();
  private final Mt5Factory factory;
  private final List<VenueSession> sessions = new ArrayList<>();

  SessionFixture(Path dataDir) {
    this(dataDir, Map.of());
  }

  SessionFixture(Path dataDir, Map<String, String> more) {
    Clock clock = Clock.systemUTC();
    BridgeSettings settings =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withMapping(BridgeSettings.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .withConverter(Path.class, 100, new PathConverter())
            .withDefaultValue("interlock.gateway.data-dir", dataDir.toString())
            .withDefaultValue("interlock.gateway.command-timeout-millis", "2000")
            .withDefaultValues(more)
            .build()
            .getConfigMapping(BridgeSettings.class);
    gate = new WriteGate(dataDir.resolve("gate.json"), clock, Duration.ofMinutes(1));
    factory = new Mt5Factory(settings, gate, this, board, clock, CARE_EVERY);
  }

  /** A session that is connected, and to which a router of {@link #EPOCH} has attached. */
  VenueSession connected(String broker, Dialect dialect, Endpoint... endpoints) {
    VenueSession session = open(broker, dialect, null, endpoints);
    attach(broker, session);
    awaitConnected(session);
    return session;
  }

  VenueSession open(
      String broker, Dialect dialect, @Nullable CurveFiles curve, Endpoint... endpoints) {
    VenueSession session =
        factory.open(
            new BrokerDescriptor(
                broker,
                BrokerKind.MT5,
                ACCOUNT,
                "local",
                "http://localhost",
                dialect,
                List.of(endpoints),
                null,
                curve,
                Map.of("EURUSD", "EURUSD", "USDJPY", "USDJPY", "GOLD", "XAUUSD"),
                List.of(),
                Map.of(),
                0,
                true,
                20260105L,
                null,
                null));
    sessions.add(session);
    return session;
  }

  void attach(String broker, VenueSession session) {
    gate.attach(broker, new Attach(ACCOUNT, "router-1", EPOCH));
    session.attached(EPOCH);
  }

  static void awaitConnected(VenueSession session) {
    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> session.status().state() == BrokerStatus.State.CONNECTED);
  }

  static ClientOrderId freshId() {
    return ClientOrderId.of("test", OrderId.of("test", UUID.randomUUID().toString(), 0));
  }

  static CommandContext context(Duration toDeadline) {
    return new CommandContext(
        UUID.randomUUID().toString(),
        OrderId.of("test", UUID.randomUUID().toString(), 0),
        ACCOUNT,
        EPOCH,
        0,
        Instant.now().plus(toDeadline),
        null);
  }

  static PlaceOrder buy(ClientOrderId id) {
    return order(id, OrderType.MARKET, null, context(Duration.ofSeconds(5)));
  }

  static PlaceOrder order(
      ClientOrderId id, OrderType type, @Nullable BigDecimal price, CommandContext context) {
    return new PlaceOrder(
        context,
        id,
        "EURUSD",
        Side.BUY,
        type,
        new BigDecimal("0.10"),
        price,
        null,
        null,
        null,
        type == OrderType.MARKET ? TimeInForce.IOC : TimeInForce.GTC,
        null,
        null,
        null,
        "a".repeat(64));
  }

  static <T> T result(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("no result", e);
    }
  }

  static GatewayResult place(VenueSession session, ClientOrderId id) {
    return result(session.place(buy(id)));
  }

  @Override
  public void status(BrokerStatus status) {
    statuses.add(status);
    board.put(status);
  }

  @Override
  public void tick(Tick tick) {
    ticks.incrementAndGet();
    lastTicks.put(tick.key(), tick);
    board.put(tick);
  }

  @Override
  public void order(BrokerDescriptor broker, VenueOrder order) {
    orders.add(order);
  }

  @Override
  public void position(BrokerDescriptor broker, VenuePosition position) {
    positions.add(position);
  }

  @Override
  public void close() {
    sessions.forEach(VenueSession::close);
  }
}
