package io.interlock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.Topics;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Reckoning;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

/** Signals that waited too long expire, however many there are. Fault case 7. */
@OnSharedStack
class OldSignalsIT {
  private static final int SIGNALS = 200;
  private static final int REPLAYED = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Instant AN_HOUR_AGO = Instant.now().minus(Duration.ofHours(1));

  private final InterlockStack stack;

  OldSignalsIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldTradeNothingWhenTheSignalsOfAnHourAgoArrive() {
    try (Venue venue = stack.openVenue()) {
      // Given: half say themselves how old they are, of the others only Kafka knows
      List<Signal> signals = new ArrayList<>();
      for (int i = 0; i < SIGNALS; i++) {
        signals.add(venue.buy().with("timestamp", i % 2 == 0 ? AN_HOUR_AGO.toString() : null));
      }

      // When
      for (Signal signal : signals) {
        Long written = signal.fields().containsKey("timestamp") ? null : AN_HOUR_AGO.toEpochMilli();
        stack
            .signals()
            .sendLater(
                new ProducerRecord<>(
                    Topics.TRADE_SIGNALS,
                    null,
                    written,
                    venue.account().getBytes(UTF_8),
                    signal.bytes()));
      }

      // Then
      for (Signal signal : signals) {
        OrderStory story =
            stack.events().await(signal, told -> told.state().isEnd(), PATIENCE, "an end");
        assertThat(story.state()).as("%s", story).isEqualTo(OrderState.EXPIRED);
        assertThat(story.reasonCode()).isEqualTo("SIGNAL_TOO_OLD");
        assertThat(story.kinds()).doesNotContain(EventKind.SUBMITTING);
      }
      assertThat(venue.ledger().orders()).isEmpty();
    }
  }

  @Test
  void shouldTradeNothingAgainWhenTheTopicIsReplayed() {
    try (Venue venue = stack.openVenue()) {
      // Given: signals that were traded, and that no age keeps from trading again
      venue.letSignalsWait(Duration.ofHours(1));
      List<Signal> signals = new ArrayList<>();
      Map<Integer, Long> beforeThem = new HashMap<>();
      for (int i = 0; i < REPLAYED; i++) {
        Signal signal = i % 2 == 0 ? venue.buy() : venue.sell();
        signals.add(signal);
        RecordMetadata sent = stack.signals().send(signal);
        beforeThem.merge(sent.partition(), sent.offset(), Math::min);
      }
      signals.forEach(stack.events()::awaitConfirmed);
      int orders = venue.ledger().orders().size();

      // When
      stack.process(StackService.ORDER_ROUTER).stop(Duration.ofSeconds(20));
      stack.rewind("order-router", Topics.TRADE_SIGNALS, beforeThem);
      stack.restart(StackService.ORDER_ROUTER);
      Signal fresh = venue.buy();
      stack.signals().send(fresh);

      // Then: the new one, which stands behind them all, is the only one that trades
      List<Signal> all = new ArrayList<>(signals);
      all.add(fresh);
      Reckoning reckoning = Reckoning.of(stack, List.of(venue), all, PATIENCE);
      assertThat(reckoning.count(OrderState.FILLED)).as("%s", reckoning).isEqualTo(all.size());
      assertThat(venue.ledger().orders()).hasSize(orders + 1);
      assertThat(orders).isEqualTo(REPLAYED);
    }
  }

  @Test
  void shouldDenyWhenASignalComesFromTheFuture() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy().with("timestamp", Instant.now().plusSeconds(60).toString());

      // When
      stack.signals().send(signal);

      // Then
      OrderStory story = stack.events().awaitEnd(signal);
      assertThat(story.state()).isEqualTo(OrderState.DENIED);
      assertThat(story.reasonCode()).isEqualTo("SIGNAL_FROM_FUTURE");
      assertThat(venue.ledger().orders()).isEmpty();
    }
  }
}
