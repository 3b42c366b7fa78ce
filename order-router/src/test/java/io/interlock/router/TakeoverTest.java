package io.interlock.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.intake.TradingDesk;
import io.interlock.router.ownership.Standing;
import io.interlock.router.testkit.LedgerVenue;
import io.interlock.router.testkit.Market;
import io.interlock.router.testkit.RouterStack;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signals that come while their account is being taken over. */
@QuarkusTest
@WithTestResource(RouterStack.class)
class TakeoverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Market market = RouterStack.market();
  private final String broker = "paper-" + Market.newId();
  private final String account = "account-" + Market.newId();

  @Inject TradingDesk desk;

  private LedgerVenue venue;

  @BeforeEach
  void putAVenueThatIsAwayIntoTheCatalog() {
    venue = new LedgerVenue();
    venue.beAway(true);
    market.broker(broker, account, venue.url(), 100);
    await().atMost(PATIENCE).until(() -> desk.accounts().get(account) == Standing.UNREACHED);
  }

  @AfterEach
  void close() {
    venue.beAway(false);
    await().atMost(PATIENCE).until(() -> desk.accounts().get(account) == Standing.READY);
    market.remove(broker);
    venue.close();
  }

  @Test
  void shouldTradeOnceTheAccountIsTakenAndLetOthersGoOnMeanwhile() {
    // Given
    String waiting = Market.newId();
    String other = Market.newId();

    // When
    market.signal(account, Market.marketOrder(waiting, account));
    market.signal(account, Market.marketOrder(other));

    // Then
    awaitState(other, OrderState.FILLED);
    assertThat(market.events(waiting)).isEmpty();
    venue.beAway(false);
    awaitState(waiting, OrderState.FILLED);
    assertThat(venue.sends()).hasSize(1);
  }

  @Test
  void shouldSayThatItWaitedWhenTheAccountIsNotTakenBeforeTheSignalIsTooOld() {
    // Given
    String id = Market.newId();

    // When
    market.signal(
        account,
        Market.marketOrder(id, account).replace("\"volume\"", "\"ttl_millis\":1500,\"volume\""));

    // Then
    awaitState(id, OrderState.EXPIRED);
    OrderEvent expired = market.events(id).get(1);
    assertThat(expired.reason().code()).isEqualTo("SIGNAL_TOO_OLD");
    assertThat(expired.reason().figures()).containsEntry("account_is", Standing.UNREACHED.name());
    assertThat(venue.commands()).isEmpty();
  }

  @Test
  void shouldFindTheOrderACommandIsAboutWhenBothWaited() {
    // Given
    String open = Market.newId();
    String modify = Market.newId();
    market.signal(
        account,
        Market.marketOrder(open, account)
            .replace("\"volume\"", "\"type\":\"LIMIT\",\"price\":\"1.08\",\"volume\""));
    market.signal(
        account,
        """
        {"signal_id":"%s","command":"MODIFY","strategy":"momentum","account":"%s",\
        "target_signal_id":"%s","stop_loss":"1.05","revision":1,"timestamp":"%s"}"""
            .formatted(modify, account, open, Instant.now()));
    await()
        .during(Duration.ofMillis(500))
        .atMost(PATIENCE)
        .until(() -> market.events(open).isEmpty() && market.events(modify).isEmpty());

    // When
    venue.beAway(false);

    // Then
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(market.events(modify))
                    .extracting(OrderEvent::kind)
                    .contains(EventKind.SUBMITTING, EventKind.CONFIRMED));
    assertThat(market.events(open)).extracting(OrderEvent::kind).contains(EventKind.ACCEPTED);
  }

  private void awaitState(String signalId, OrderState state) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<OrderEvent> events = market.events(signalId);
              assertThat(events).extracting(OrderEvent::to).endsWith(state);
              assertThat(events).extracting(OrderEvent::kind).endsWith(EventKind.CONFIRMED);
            });
  }
}
