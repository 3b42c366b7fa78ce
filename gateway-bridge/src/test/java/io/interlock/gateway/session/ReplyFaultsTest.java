package io.interlock.gateway.session;

import static io.interlock.gateway.session.SessionFixture.awaitConnected;
import static io.interlock.gateway.session.SessionFixture.context;
import static io.interlock.gateway.session.SessionFixture.freshId;
import static io.interlock.gateway.session.SessionFixture.order;
import static io.interlock.gateway.session.SessionFixture.place;
import static io.interlock.gateway.session.SessionFixture.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A host on libzmq dies, freezes, and loses, delays or garbles replies; its ledger says what was
 * traded.
 */
class ReplyFaultsTest extends OneHost {

  @Test
  void shouldRecoverWithoutASecondSendWhenTheHostDiesInTheMiddleOfAnOrder() {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("die", "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);
    host.awaitDeath();
    host.restart();
    Instant restarted = Instant.now();
    awaitAnswer(id, VenueAnswer.Known.class);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(Duration.between(restarted, Instant.now())).isLessThan(RECOVERY);
    awaitConnected(session);
    assertThat(host.executions(id.value())).isEqualTo(1);
    assertThat(place(session, id))
        .isInstanceOfSatisfying(
            GatewayResult.Placed.class, placed -> assertThat(placed.duplicate()).isTrue());
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @Test
  void shouldTradeNothingWhenAFrozenHostThawsAfterTheDeadline() {
    // Given
    ClientOrderId id = freshId();
    host.freeze();

    // When
    GatewayResult result =
        result(session.place(order(id, OrderType.MARKET, null, context(Duration.ofMillis(600)))));
    host.thaw();

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    await().atMost(RECOVERY).until(() -> fence(id) instanceof VenueAnswer.Absent);
    assertThat(host.executions(id.value())).isZero();
  }

  @Test
  void shouldWriteNoneOfThoseTogetherAfterOneInDoubt() {
    // Given a host whose events tell nothing
    host.set("mute", true);
    ClientOrderId lost = freshId();
    List<ClientOrderId> after = List.of(freshId(), freshId());
    host.fault("lose_reply", "OPEN_ORDER");

    // When
    List<GatewayResult> results =
        result(
            session.place(
                Stream.concat(Stream.of(lost), after.stream()).map(SessionFixture::buy).toList()));

    // Then
    assertThat(results.getFirst()).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(results.subList(1, 3))
        .allSatisfy(
            result ->
                assertThat(result)
                    .isInstanceOfSatisfying(
                        GatewayResult.NotSent.class,
                        unsent ->
                            assertThat(unsent.code()).isEqualTo(PlaceOrders.EARLIER_IN_DOUBT)));
    assertThat(host.executions(lost.value())).isEqualTo(1);
    assertThat(after).allSatisfy(id -> assertThat(host.executions(id.value())).isZero());
  }

  @Test
  void shouldResolveByAskingWhenTheReplyIsLost() {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("lose_reply", "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);
    VenueAnswer answer = result(session.order(id));

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(answer)
        .isInstanceOfSatisfying(
            VenueAnswer.Known.class,
            known -> assertThat(known.order().state()).isEqualTo(VenueOrderState.FILLED));
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "other", "oversized"})
  void shouldBeInDoubtAndGoOnWhenTheReplyCannotBeUsed(String fault) {
    // Given: a host that tells nothing by itself either
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault(fault, "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    awaitAnswer(id, VenueAnswer.Known.class);
    awaitPlaced(freshId());
    assertThat(host.executions(id.value())).isEqualTo(1);
  }

  @Test
  void shouldReportTheOrderWhenItsReplyComesLate() {
    // Given
    ClientOrderId id = freshId();
    host.set("mute", true);
    host.fault("late", 1.2, "OPEN_ORDER");

    // When
    GatewayResult result = place(session, id);

    // Then
    assertThat(result).isInstanceOf(GatewayResult.InDoubt.class);
    assertThat(bridge.orders).isEmpty();
    await()
        .atMost(RECOVERY)
        .until(
            () ->
                bridge.orders.stream()
                    .anyMatch(
                        order ->
                            id.equals(order.clientOrderId())
                                && order.state() == VenueOrderState.FILLED));
  }

  private VenueAnswer fence(ClientOrderId id) {
    return result(
        session.fence(
            new FenceOrder(
                SessionFixture.ACCOUNT, SessionFixture.EPOCH, id, "EURUSD", Instant.now())));
  }

  private void awaitAnswer(ClientOrderId id, Class<? extends VenueAnswer> kind) {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> kind.isInstance(result(session.order(id))));
  }

  private void awaitPlaced(ClientOrderId id) {
    await().atMost(RECOVERY).until(() -> place(session, id) instanceof GatewayResult.Placed);
  }
}
