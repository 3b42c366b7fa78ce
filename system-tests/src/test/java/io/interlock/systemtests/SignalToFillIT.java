package io.interlock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.matchesPattern;

import io.interlock.contracts.Topics;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.trade.OrderCondition;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalProducer;
import io.interlock.systemtests.stack.Venue;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A signal becomes a fill, in every format, and its whole story is told. */
@OnSharedStack
class SignalToFillIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InterlockStack stack;

  SignalToFillIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldFillAtTheVenueAndTellTheWholeStoryWhenASignalArrives() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy();

      // When
      stack.signals().send(signal);
      OrderStory story = stack.events().awaitConfirmed(signal);

      // Then
      assertThat(story.state()).isEqualTo(OrderState.FILLED);
      assertThat(story.isComplete()).as("sequence without a gap: %s", story).isTrue();
      assertThat(story.kinds())
          .containsSubsequence(
              EventKind.RECEIVED,
              EventKind.READY,
              EventKind.SUBMITTING,
              EventKind.FILLED,
              EventKind.SLIPPAGE_MEASURED,
              EventKind.CONFIRMED);
      assertThat(venue.ordersOf(story.clientOrderId()))
          .singleElement()
          .satisfies(
              order -> {
                assertThat(order.state()).isEqualTo(OrderCondition.FILLED);
                assertThat(order.terms().symbol()).isEqualTo("EURUSD");
                assertThat(order.terms().volume()).isEqualByComparingTo("0.01");
              });
      awaitStored(story);
      stack
          .as(StackService.AUDIT_SERVICE, Role.AUDITOR)
          .get("/executions/{id}", story.orderId().value())
          .then()
          .statusCode(200)
          .body("confirmation.status", equalTo("FILLED"))
          .body("confirmation.account", equalTo(venue.account()))
          .body("confirmation.signal_id", equalTo(signal.id()))
          .body("events.kind", equalTo(story.kinds().stream().map(Enum::name).toList()))
          .body(
              "events.at",
              everyItem(matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z")));
    }
  }

  @Test
  void shouldFillWhenAFlatOrderArrivesWithItsTimestampNow() {
    // Given: the text of docs/mt5-wire.md, dated now
    Instant now = Instant.now();
    String order = flatOrder(now.getEpochSecond() + "." + "%06d".formatted(now.getNano() / 1000));

    // When
    stack.signals().send(null, order.getBytes(UTF_8));

    // Then
    OrderStory story = awaitConfirmed("sha256:" + SignalDecoder.sha256(order.getBytes(UTF_8)));
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
    assertThat(story.last().strategy()).isEqualTo("ml_xgboost");
    assertThat(story.last().broker()).isEqualTo("mt5-demo");
  }

  @Test
  void shouldExpireAndSaySoWhenAFlatOrderArrivesWithItsOldTimestamp() {
    // Given: unique, but of January 2024
    String order = flatOrder("1704153600." + Math.abs(UUID.randomUUID().hashCode() % 1_000_000));

    // When
    stack.signals().send(null, order.getBytes(UTF_8));

    // Then
    OrderStory story = awaitConfirmed("sha256:" + SignalDecoder.sha256(order.getBytes(UTF_8)));
    assertThat(story.state()).as("%s", story).isEqualTo(OrderState.EXPIRED);
    assertThat(story.reasonCode()).isEqualTo("SIGNAL_TOO_OLD");
    assertThat(story.kinds()).doesNotContain(EventKind.SUBMITTING);
    awaitStored(story);
    stack
        .as(StackService.AUDIT_SERVICE, Role.TRADER)
        .get("/executions/{id}", story.orderId().value())
        .then()
        .statusCode(200)
        .body("confirmation.status", equalTo("EXPIRED"))
        .body("confirmation.rejection_reason.code", equalTo("SIGNAL_TOO_OLD"));
  }

  @Test
  void shouldConvertUnitsExactlyWhenAnApprovedTradeArrives() {
    try (Venue venue = stack.openVenue()) {
      // Given
      String id = "e-" + UUID.randomUUID();
      String envelope =
          """
          {"signal_id":"%s","account":"%s",
           "decision":{"status":"APPROVED","approved_trade":{"symbol":"EURUSD","direction":-1,
            "position_units":95000,"confidence_score":0.7}},
           "portfolio_state":{"trading_halted":false}}
          """
              .formatted(id, venue.account());

      // When
      stack.signals().send(venue.account(), envelope.getBytes(UTF_8));

      // Then: 95,000 units are 0.95 lots
      OrderStory story = awaitConfirmed(id);
      assertThat(story.state()).as("%s", story).isEqualTo(OrderState.FILLED);
      assertThat(venue.dealsOf(story.clientOrderId()))
          .singleElement()
          .satisfies(
              deal -> {
                assertThat(deal.volume()).isEqualByComparingTo(new BigDecimal("0.95"));
                assertThat(deal.side().name()).isEqualTo("SELL");
              });
    }
  }

  @Test
  void shouldDenyWhenUpstreamDidNotApprove() {
    try (Venue venue = stack.openVenue()) {
      // Given
      String id = "e-" + UUID.randomUUID();
      String envelope =
          """
          {"signal_id":"%s","account":"%s",
           "decision":{"status":"REJECTED","approved_trade":{"symbol":"EURUSD","direction":1,
            "position_units":1000,"confidence_score":0.7}},
           "portfolio_state":{"trading_halted":false}}
          """
              .formatted(id, venue.account());

      // When
      stack.signals().send(venue.account(), envelope.getBytes(UTF_8));

      // Then
      OrderStory story = awaitConfirmed(id);
      assertThat(story.state()).isEqualTo(OrderState.DENIED);
      assertThat(story.reasonCode()).isEqualTo("NOT_APPROVED");
      assertThat(venue.ledger().orders()).isEmpty();
    }
  }

  @Test
  void shouldTakeTheIdentityFromTheHeaderWhenThePayloadHasNone() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy().with("signal_id", null);
      String id = "h-" + UUID.randomUUID();
      ProducerRecord<byte[], byte[]> record =
          SignalProducer.record(venue.account(), signal.bytes());
      record.headers().add(Topics.HEADER_SIGNAL_ID, id.getBytes(UTF_8));

      // When
      SignalProducer.await(stack.signals().sendLater(record));

      // Then
      assertThat(awaitConfirmed(id).state()).isEqualTo(OrderState.FILLED);
    }
  }

  private OrderStory awaitConfirmed(String signalId) {
    return stack
        .events()
        .awaitId(signalId, story -> story.has(EventKind.CONFIRMED), PATIENCE, "its confirmation");
  }

  /** Waits until the audit service has every event of a story. */
  private void awaitStored(OrderStory story) {
    Awaitility.await("audit of " + story.orderId())
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        stack
                            .database("audit")
                            .number(
                                "select count(*) from order_event where order_id = ?",
                                story.orderId().value()))
                    .isEqualTo(story.events().size()));
  }

  private static String flatOrder(String timestamp) {
    return """
        {"action":"BUY","symbol":"EURUSD","type":"MARKET","volume":0.01,"magic":20260105,\
        "timestamp":%s,"confidence":0.65,"strategy":"ml_xgboost"}"""
        .formatted(timestamp);
  }
}
