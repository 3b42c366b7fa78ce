package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.context;
import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.order;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.gateway.venue.VenueSession;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private PythonHost host;
  private SessionFixture bridge;
  private VenueSession session;

  @BeforeEach
  void connect(@TempDir Path dataDir) {
    host = PythonHost.start("interlock-1");
    bridge = new SessionFixture(dataDir);
    session = bridge.connected("mt5", Dialect.INTERLOCK_1, host.endpoint());
  }

  @AfterEach
  void disconnect() {
    bridge.close();
    host.close();
  }

  @Test
  void shouldPlaceFillAndReportWhenTheOrderIsAMarketOrder() {
    // Given
    ClientOrderId id = freshId();

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.Placed.class);
    var order = ((GatewayResult.Placed) result).order();
    assertThat(order.state()).isEqualTo(VenueOrderState.FILLED);
    assertThat(order.filledVolume()).isEqualByComparingTo("0.10");
    assertThat(order.averagePrice()).isEqualByComparingTo("1.08512");
    assertThat(order.fills()).hasSize(1);
    assertThat(order.fills().getFirst().commission()).isEqualByComparingTo("0.07");
    assertThat(host.executions(id.value())).isEqualTo(1);
    await()
        .atMost(SOON)
        .until(() -> bridge.orders.stream().anyMatch(o -> id.equals(o.clientOrderId())));
  }

  @Test
  void shouldBeConnectedOnlyWhenWhatOpeningsAreCheckedWithIsKnown() {
    // When
    VenueSession fresh = bridge.open("fresh", Dialect.INTERLOCK_1, null, host.endpoint());
    BrokerStatus connected =
        await()
            .atMost(SOON)
            .pollInterval(Duration.ofMillis(1))
            .until(fresh::status, status -> status.state() == BrokerStatus.State.CONNECTED);

    // Then
    assertThat(connected.accountSnapshot()).isNotNull();
    assertThat(connected.specifications()).isNotEmpty();
  }

  @Test
  void shouldModifyAndCancelWhenAnOrderWorks() {
    // Given
    ClientOrderId id = freshId();
    var placed =
        result(session.place(order(id, OrderType.LIMIT, new BigDecimal("1.05"), context(SOON))));
    assertThat(placed)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            p -> assertThat(p.order().state()).isEqualTo(VenueOrderState.WORKING));

    // When
    var modified =
        result(
            session.modify(
                new ModifyOrder(
                    context(SOON), id, null, 1, new BigDecimal("1.06"), null, null, null, null)));
    var stale =
        result(
            session.modify(
                new ModifyOrder(
                    context(SOON), id, null, 1, new BigDecimal("1.07"), null, null, null, null)));
    String price = host.state().get("orders").get(0).get("price").asText();
    var canceled = result(session.cancel(new CancelOrder(context(SOON), id, "EURUSD")));

    // Then
    assertThat(modified).isInstanceOf(GatewayResult.Placed.class);
    assertThat(stale)
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("STALE_REVISION"));
    assertThat(price).isEqualTo("1.06");
    assertThat(canceled)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            p -> assertThat(p.order().state()).isEqualTo(VenueOrderState.CANCELED));
  }

  @Test
  void shouldProtectAndCloseWhenAPositionIsOpen() {
    // Given
    var placed = place(session, freshId());
    assertThat(placed).isInstanceOf(GatewayResult.Placed.class);
    String ticket = ((GatewayResult.Placed) placed).order().positionTicket();

    // When
    var protectedLegs =
        result(
            session.modify(
                new ModifyOrder(
                    context(SOON),
                    null,
                    ticket,
                    1,
                    null,
                    null,
                    new BigDecimal("1.0700"),
                    BigDecimal.ZERO,
                    null)));
    ClientOrderId closing = freshId();
    var closed =
        result(
            session.close(
                new ClosePosition(
                    context(SOON), closing, ticket, "EURUSD", null, null, "b".repeat(64))));

    // Then
    assertThat(protectedLegs)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            p -> assertThat(p.order().positionTicket()).isEqualTo(ticket));
    assertThat(closed)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class,
            p -> assertThat(p.order().clientOrderId()).isEqualTo(closing));
    assertThat(host.state().get("positions")).isEmpty();
  }

  @Test
  void shouldTellOurNameOfASymbolInEverythingItAnswers() {
    // Given
    ClientOrderId id = freshId();
    PlaceOrder buy = SessionFixture.buy(id);
    PlaceOrder gold =
        new PlaceOrder(
            buy.context(),
            id,
            "GOLD",
            buy.side(),
            buy.type(),
            buy.volume(),
            null,
            null,
            null,
            null,
            buy.timeInForce(),
            null,
            null,
            null,
            buy.payloadHash());

    // When
    var placed = result(session.place(gold));
    var answer = result(session.order(id));
    var snapshot = result(session.snapshot(Instant.now().minusSeconds(60)));

    // Then
    assertThat(placed)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class, p -> assertThat(p.order().symbol()).isEqualTo("GOLD"));
    assertThat(answer)
        .isInstanceOfSatisfying(
            VenueAnswer.Known.class, k -> assertThat(k.order().symbol()).isEqualTo("GOLD"));
    assertThat(snapshot.positions()).extracting(p -> p.symbol()).containsExactly("GOLD");
    assertThat(host.state().get("ledger").get(0).get("symbol").asText()).isEqualTo("XAUUSD");
  }

  @Test
  void shouldAnswerTheStoredResultWhenACommandIsRepeated() {
    // Given
    ClientOrderId id = freshId();
    place(session, id);

    // When
    GatewayResult again = place(session, id);

    // Then
    assertThat(again)
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class, p -> assertThat(p.duplicate()).isTrue());
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @Test
  void shouldProveAbsenceByFencingWhenAnOrderWasNeverSent() {
    // Given
    ClientOrderId id = freshId();

    // When
    var unknown = result(session.order(id));
    var absent =
        result(
            session.fence(
                new FenceOrder(
                    SessionFixture.ACCOUNT, SessionFixture.EPOCH, id, "EURUSD", Instant.now())));
    var refused = place(session, id);

    // Then
    assertThat(unknown).isInstanceOf(VenueAnswer.Unknown.class);
    assertThat(absent).isEqualTo(new VenueAnswer.Absent("FENCED"));
    assertThat(refused)
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("FENCED"));
    assertThat(host.executions(id.value())).isZero();
  }

  @Test
  void shouldReadEveryPageWhenASnapshotIsLong() {
    // Given
    List<ClientOrderId> ids =
        java.util.stream.Stream.generate(SessionFixture::freshId).limit(60).toList();
    ids.forEach(id -> place(session, id));

    // When
    VenueSnapshot snapshot = result(session.snapshot(Instant.now().minusSeconds(60)));

    // Then
    assertThat(snapshot.positions()).hasSize(60);
    assertThat(snapshot.orders())
        .extracting(order -> order.clientOrderId())
        .containsExactlyInAnyOrderElementsOf(ids);
  }

  @Test
  void shouldTellSymbolsAccountAndEpochInItsStatus() {
    // When
    await().atMost(SOON).until(() -> !session.status().specifications().isEmpty());
    await().atMost(SOON).until(() -> session.status().accountSnapshot() != null);
    var status = session.status();

    // Then
    var euro = status.specification("EURUSD");
    assertThat(euro.pipSize()).isEqualByComparingTo("0.0001");
    assertThat(euro.contractSize()).isEqualByComparingTo("100000");
    assertThat(status.specification("USDJPY").pipSize()).isEqualByComparingTo("0.01");
    assertThat(status.accountSnapshot().freeMargin()).isEqualByComparingTo("10000");
    assertThat(status.epoch()).isEqualTo(SessionFixture.EPOCH);
    assertThat(host.state().get("epoch").longValue()).isEqualTo(SessionFixture.EPOCH);
  }

  @Test
  void shouldRefuseBeforeWritingWhenTheVolumeIsOffItsStep() {
    // Given
    await().atMost(SOON).until(() -> !session.status().specifications().isEmpty());
    ClientOrderId id = freshId();
    var order = SessionFixture.buy(id);

    // When
    var result =
        result(
            session.place(
                new PlaceOrder(
                    order.context(),
                    id,
                    "EURUSD",
                    order.side(),
                    order.type(),
                    new BigDecimal("0.105"),
                    null,
                    null,
                    null,
                    null,
                    order.timeInForce(),
                    null,
                    null,
                    null,
                    order.payloadHash())));

    // Then
    assertThat(result)
        .isInstanceOfSatisfying(
            GatewayResult.Rejected.class, r -> assertThat(r.code()).isEqualTo("INVALID_VOLUME"));
    assertThat(host.executions(id.value())).isZero();
  }
}
