package io.interlock.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.Topics;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(RouterStack.class)
class SignalPathTest {
  private final Market market = RouterStack.market();
  private final LedgerVenue venue = RouterStack.venue();

  @BeforeEach
  void freshVenue() {
    venue.forget();
  }

  @Test
  void shouldFillAndTellWhenASignalArrives() {
    // Given
    String id = Market.newId();

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(id));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds(id))
                    .containsExactly(
                        EventKind.RECEIVED,
                        EventKind.READY,
                        EventKind.SUBMITTING,
                        EventKind.FILLED,
                        EventKind.SLIPPAGE_MEASURED,
                        EventKind.CONFIRMED));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldMakeOneOrderWhenTheSignalComesTwice() {
    // Given
    String signal = Market.marketOrder(Market.newId());
    String id = signal.substring(14, 50);

    // When
    market.signal(Market.ACCOUNT, signal);
    market.signal(Market.ACCOUNT, signal);

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds(id))
                    .contains(EventKind.CONFIRMED)
                    .containsOnlyOnce(EventKind.DUPLICATE));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldRaiseAnAlarmWhenAnIdComesWithAnotherPayload() {
    // Given
    String id = Market.newId();
    String signal = Market.marketOrder(id);

    // When
    market.signal(Market.ACCOUNT, signal);
    market.signal(Market.ACCOUNT, signal.replace("0.10", "0.20"));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(kinds(id)).contains(EventKind.ALARM, EventKind.CONFIRMED));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldBuryAndAuditWhenARecordIsNoSignal() {
    // Given
    String poison = "{\"signal_id\":\"" + Market.newId() + "\",\"volume\":NaN}";

    // When
    var sent = market.signal(Market.ACCOUNT, poison);

    // Then
    String origin = "trade.signals-" + sent.partition() + "-" + sent.offset();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds("at:" + origin))
                    .containsExactly(EventKind.RECEIVED, EventKind.DENIED, EventKind.CONFIRMED));
    assertThat(market.all(Topics.TRADE_SIGNALS_DLQ))
        .anySatisfy(
            record -> {
              assertThat(record.value()).asString().isEqualTo(poison);
              assertThat(record.headers().lastHeader(Topics.HEADER_REASON_RULE)).isNotNull();
              assertThat(record.headers().lastHeader(Topics.HEADER_ORIGIN).value())
                  .isEqualTo(origin.getBytes(StandardCharsets.UTF_8));
            });
  }

  @Test
  void shouldExpireWhenTheSignalIsOld() {
    // Given
    String id = Market.newId();
    String signal =
        """
        {"signal_id":"%s","strategy":"momentum","account":"%s","symbol":"EURUSD","side":"BUY",
        "volume":"0.10","timestamp":"2024-01-02T00:00:00Z"}"""
            .formatted(id, Market.ACCOUNT);

    // When
    market.signal(Market.ACCOUNT, signal);

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(market.events(id))
                    .extracting(OrderEvent::to)
                    .endsWith(OrderState.EXPIRED));
    assertThat(venue.sends()).isEmpty();
  }

  @Test
  void shouldFindTheFillWhenTheReplyIsLost() {
    // Given
    String id = Market.newId();
    venue.be(LedgerVenue.Mood.FILL_WITHOUT_REPLY, 1);

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(id));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds(id))
                    .containsSubsequence(
                        EventKind.SUBMITTING,
                        EventKind.IN_DOUBT,
                        EventKind.FILLED,
                        EventKind.CONFIRMED));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldProveAbsenceWhenTheCommandIsLost() {
    // Given
    String id = Market.newId();
    venue.be(LedgerVenue.Mood.LOSE, 1);

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(id));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds(id))
                    .containsSubsequence(
                        EventKind.IN_DOUBT, EventKind.NOT_PLACED, EventKind.CONFIRMED));
    assertThat(venue.sends()).isEmpty();
    assertThat(venue.commands()).hasSize(1);
  }

  @Test
  void shouldTryTheSameOrderAgainWhenItProvablyNeverLeft() {
    // Given
    String id = Market.newId();
    venue.be(LedgerVenue.Mood.NOT_SENT, 2);

    // When
    market.signal(Market.ACCOUNT, Market.marketOrder(id));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(kinds(id))
                    .containsSubsequence(
                        EventKind.NOT_SENT,
                        EventKind.NOT_SENT,
                        EventKind.FILLED,
                        EventKind.CONFIRMED));
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldForwardWhenTheSignalIsOnAnotherPartition() {
    // Given
    String id = Market.newId();
    int partition = market.signal(Market.ACCOUNT, Market.marketOrder(Market.newId())).partition();

    // When
    market.signalTo((partition + 1) % 3, Market.marketOrder(id));

    // Then
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(kinds(id)).endsWith(EventKind.CONFIRMED));
    assertThat(market.events(id)).extracting(OrderEvent::to).endsWith(OrderState.FILLED);
  }

  private List<EventKind> kinds(String signalId) {
    return market.events(signalId).stream().map(OrderEvent::kind).toList();
  }
}
