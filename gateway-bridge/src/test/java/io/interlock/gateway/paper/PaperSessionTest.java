package io.interlock.gateway.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.venue.VenueListener;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperSessionTest implements VenueListener {
  private static final String ACCOUNT = "paper-1";
  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path dataDir;
  private final Queue<VenueOrder> reported = new ConcurrentLinkedQueue<>();
  private WriteGate gate;
  private PaperSession session;

  @BeforeEach
  void open() {
    gate = new WriteGate(dataDir.resolve("gate.json"), Clock.systemUTC(), Duration.ofMinutes(1));
    gate.attach("paper", new Attach(ACCOUNT, "router", 1));
    session = session();
    quote("1.10000", "1.10010");
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void shouldFillAMarketOrderAtTheTouch() {
    // When
    var order = placed(place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC));

    // Then
    assertThat(order.state()).isEqualTo(VenueOrderState.FILLED);
    assertThat(order.averagePrice()).isEqualByComparingTo("1.10010");
    assertThat(session.status().accountSnapshot().equity()).isEqualByComparingTo("99990");
  }

  @Test
  void shouldFillALimitOrderOnceTheQuoteReachesIt() {
    // Given
    var working = placed(place(OrderType.LIMIT, Side.BUY, "1.09900", null, null, TimeInForce.GTC));

    // When
    quote("1.09880", "1.09890");

    // Then
    assertThat(working.state()).isEqualTo(VenueOrderState.WORKING);
    awaitState(working.clientOrderId(), VenueOrderState.FILLED);
    assertThat(known(working.clientOrderId()).averagePrice()).isEqualByComparingTo("1.09890");
  }

  @Test
  void shouldTriggerAndThenFillAStopLimitOrder() {
    // Given
    var order =
        placed(place(OrderType.STOP_LIMIT, Side.BUY, "1.10100", "1.10200", null, TimeInForce.GTC));

    // When
    quote("1.10200", "1.10210");
    awaitState(order.clientOrderId(), VenueOrderState.TRIGGERED);
    quote("1.10080", "1.10090");

    // Then
    awaitState(order.clientOrderId(), VenueOrderState.FILLED);
  }

  @Test
  void shouldCancelAtOnceWhenAnImmediateOrderCannotFill() {
    var order = placed(place(OrderType.LIMIT, Side.BUY, "1.09000", null, null, TimeInForce.IOC));

    assertThat(order.state()).isEqualTo(VenueOrderState.CANCELED);
  }

  @Test
  void shouldCloseAPositionWhenItsStopLossIsTouched() {
    // Given
    placed(place(OrderType.MARKET, Side.BUY, null, null, "1.09500", TimeInForce.IOC));

    // When
    quote("1.09400", "1.09410");

    // Then
    await().atMost(SOON).until(() -> reported.stream().anyMatch(o -> "SL".equals(o.code())));
    assertThat(positions()).isEmpty();
    assertThat(session.status().accountSnapshot().balance()).isEqualByComparingTo("99390");
  }

  @Test
  void shouldCloseAPartAndKeepTheRest() {
    // Given
    var opened = placed(place(OrderType.MARKET, Side.SELL, null, null, null, TimeInForce.IOC));

    // When
    var closed =
        session
            .close(
                new ClosePosition(
                    context(),
                    freshId(),
                    opened.positionTicket(),
                    "EURUSD",
                    new BigDecimal("40000"),
                    null,
                    "h"))
            .join();

    // Then
    assertThat(placed(closed).filledVolume()).isEqualByComparingTo("40000");
    assertThat(positions()).extracting(VenuePosition::volume).hasSize(1);
    assertThat(positions().getFirst().volume()).isEqualByComparingTo("60000");
  }

  @Test
  void shouldRefuseACloseUnderAnIdThatMeantAnother() {
    // Given
    var opened = placed(place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC));
    ClientOrderId id = freshId();
    String ticket = opened.positionTicket();
    BigDecimal part = new BigDecimal("40000");

    // When
    var first =
        session.close(new ClosePosition(context(), id, ticket, "EURUSD", part, null, "h")).join();
    var same =
        session.close(new ClosePosition(context(), id, ticket, "EURUSD", part, null, "h")).join();
    var other =
        session
            .close(new ClosePosition(context(), id, ticket, "EURUSD", null, null, "other"))
            .join();

    // Then
    assertThat(placed(first)).isEqualTo(placed(same));
    assertThat(other)
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("PAYLOAD_MISMATCH"));
    assertThat(positions().getFirst().volume()).isEqualByComparingTo("60000");
  }

  @Test
  void shouldChangeAndCancelAWorkingOrderAndRefuseAnOlderRevision() {
    // Given
    var working = placed(place(OrderType.LIMIT, Side.BUY, "1.09000", null, null, TimeInForce.GTC));
    ClientOrderId id = working.clientOrderId();

    // When
    var modified = session.modify(modification(id, 2)).join();
    var older = session.modify(modification(id, 1)).join();
    var canceled = session.cancel(new CancelOrder(context(), id, "EURUSD")).join();

    // Then
    assertThat(modified).isInstanceOf(GatewayResult.Placed.class);
    assertThat(older).isInstanceOf(GatewayResult.Rejected.class);
    assertThat(placed(canceled).state()).isEqualTo(VenueOrderState.CANCELED);
  }

  @Test
  void shouldKnowItsBookAfterARestart() {
    // Given
    var order = placed(place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC));
    session.close();

    // When
    session = session();

    // Then
    assertThat(known(order.clientOrderId())).isEqualTo(order);
    assertThat(positions()).hasSize(1);
  }

  @Test
  void shouldNeverTradeAnIdThatWasFenced() {
    // Given
    ClientOrderId id = freshId();
    session
        .fence(new FenceOrder(ACCOUNT, 1, id, "EURUSD", Instant.now()))
        .toCompletableFuture()
        .join();

    // When
    var result =
        session
            .place(order(id, OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC))
            .toCompletableFuture()
            .join();

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("FENCED"));
  }

  @Test
  void shouldFlattenAndOpenNothingWhenKilled() {
    // Given
    placed(place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC));
    var working = placed(place(OrderType.LIMIT, Side.BUY, "1.09000", null, null, TimeInForce.GTC));

    // When
    gate.kill(new KillRequest(1, null, true, "test", "drill"));
    var layer = session.kill(1, true, "drill").toCompletableFuture().join();
    var refused = place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC);

    // Then
    assertThat(layer.latched()).isTrue();
    assertThat(layer.problem()).isNull();
    assertThat(positions()).isEmpty();
    assertThat(known(working.clientOrderId()).state()).isEqualTo(VenueOrderState.CANCELED);
    assertThat(refused).isInstanceOf(GatewayResult.Rejected.class);
  }

  @Test
  void shouldFlattenWhatHadNoQuoteOnceItHasOne() {
    // Given
    placed(place(OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC));
    session.close();
    session = session();
    gate.kill(new KillRequest(1, null, true, "test", "drill"));
    var layer = session.kill(1, true, "drill").join();
    assertThat(layer.problem()).isNotBlank();

    // When
    quote("1.10000", "1.10010");

    // Then
    await().atMost(SOON).until(() -> positions().isEmpty());
  }

  @Test
  void shouldNeverCallAnOrderAbsentThatItHasForgotten() {
    // Given
    Instant sentAt = Instant.now();
    PaperBook book = PaperBook.with(new BigDecimal("100000"));
    for (int i = 0; i < 600; i++) {
      PlaceOrder order =
          order(freshId(), OrderType.MARKET, Side.BUY, null, null, null, TimeInForce.IOC);
      book = PaperMarket.place(book, order, tick("1.10000", "1.10010"), sentAt).book();
    }
    Instant later = sentAt.plus(Duration.ofHours(1));

    // When
    PaperBook tidied = book.tidied(later);

    // Then: none that could still be sent again is forgotten
    assertThat(book.tidied(sentAt).orders()).hasSize(600);
    assertThat(tidied.orders()).hasSize(500);
    assertThat(tidied.remembers(sentAt)).isFalse();
    assertThat(tidied.remembers(later)).isTrue();
  }

  private PaperSession session() {
    BrokerDescriptor descriptor =
        new BrokerDescriptor(
            "paper",
            BrokerKind.PAPER,
            ACCOUNT,
            "local",
            "http://localhost",
            null,
            List.of(),
            null,
            null,
            Map.of(),
            List.of(),
            Map.of(),
            0,
            true,
            null,
            null,
            null);
    return new PaperSession(
            descriptor,
            dataDir.resolve("paper.json"),
            PaperBook.with(new BigDecimal("100000")),
            gate,
            this,
            Clock.systemUTC())
        .start();
  }

  private void quote(String bid, String ask) {
    session.quote(tick(bid, ask));
  }

  private static Tick tick(String bid, String ask) {
    return new Tick(
        "paper",
        "EURUSD",
        new BigDecimal(bid),
        new BigDecimal(ask),
        null,
        null,
        null,
        Instant.now(),
        1);
  }

  private GatewayResult place(
      OrderType type, Side side, String price, String stop, String stopLoss, TimeInForce tif) {
    return session
        .place(order(freshId(), type, side, price, stop, stopLoss, tif))
        .toCompletableFuture()
        .join();
  }

  private static PlaceOrder order(
      ClientOrderId id,
      OrderType type,
      Side side,
      String price,
      String stop,
      String stopLoss,
      TimeInForce tif) {
    return new PlaceOrder(
        context(),
        id,
        "EURUSD",
        side,
        type,
        new BigDecimal("100000"),
        decimal(price),
        decimal(stop),
        decimal(stopLoss),
        null,
        tif,
        null,
        null,
        null,
        "h");
  }

  private static BigDecimal decimal(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private static ModifyOrder modification(ClientOrderId id, int revision) {
    return new ModifyOrder(
        context(), id, null, revision, new BigDecimal("1.08000"), null, null, null, null);
  }

  private static CommandContext context() {
    return new CommandContext(
        UUID.randomUUID().toString(),
        OrderId.of("test", UUID.randomUUID().toString(), 0),
        ACCOUNT,
        1,
        0,
        Instant.now().plusSeconds(5),
        null);
  }

  private static ClientOrderId freshId() {
    return ClientOrderId.of("test", OrderId.of("test", UUID.randomUUID().toString(), 0));
  }

  private static VenueOrder placed(GatewayResult result) {
    assertThat(result).isInstanceOf(GatewayResult.Placed.class);
    return ((GatewayResult.Placed) result).order();
  }

  private VenueOrder known(ClientOrderId id) {
    return ((VenueAnswer.Known) session.order(id).join()).order();
  }

  private List<VenuePosition> positions() {
    return session.snapshot(Instant.EPOCH).join().positions();
  }

  private void awaitState(ClientOrderId id, VenueOrderState state) {
    await().atMost(SOON).until(() -> known(id).state() == state);
  }

  @Override
  public void status(BrokerStatus status) {}

  @Override
  public void tick(Tick tick) {}

  @Override
  public void order(BrokerDescriptor broker, VenueOrder order) {
    reported.add(order);
  }

  @Override
  public void position(BrokerDescriptor broker, VenuePosition position) {}
}
