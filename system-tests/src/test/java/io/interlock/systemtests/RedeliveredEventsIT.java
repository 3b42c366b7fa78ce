package io.interlock.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import io.interlock.systemtests.stack.InterlockStack;
import io.interlock.systemtests.stack.OnSharedStack;
import io.interlock.systemtests.stack.OrderStory;
import io.interlock.systemtests.stack.Signal;
import io.interlock.systemtests.stack.SignalProducer;
import io.interlock.systemtests.stack.Venue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Events that come again and in any order are stored once and told in order. Fault case 16. */
@OnSharedStack
class RedeliveredEventsIT {
  private static final int TIMES = 50;
  private static final long SEED = 20260105;

  private final InterlockStack stack;

  RedeliveredEventsIT(InterlockStack stack) {
    this.stack = stack;
  }

  @Test
  void shouldKeepOneRowEachInOrderWhenEventsAreRedeliveredShuffled() {
    try (Venue venue = stack.openVenue()) {
      // Given
      Signal signal = venue.buy();
      stack.signals().send(signal);
      OrderStory story = stack.events().awaitConfirmed(signal);
      List<OrderEvent> again = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        again.addAll(story.events());
      }
      Collections.shuffle(again, new Random(SEED));

      // When
      for (OrderEvent event : again) {
        stack
            .signals()
            .sendLater(
                new ProducerRecord<>(
                    Topics.ORDER_EVENTS,
                    event.orderId().value().getBytes(UTF_8),
                    Json.bytes(event)));
      }
      Signal marker = venue.sell();
      SignalProducer.await(stack.signals().sendLater(marker));
      OrderStory markerStory = stack.events().awaitConfirmed(marker);
      awaitStored(markerStory);
      Awaitility.await("all records read")
          .atMost(Duration.ofSeconds(20))
          .until(() -> stack.events().recordsOf(story.orderId()) >= again.size());
      awaitAuditIdle();

      // Then
      assertThat(
              stack
                  .database("audit")
                  .rows(
                      "select seq from order_event where order_id = ? order by seq",
                      story.orderId().value()))
          .hasSize(story.events().size());
      stack
          .as(StackService.AUDIT_SERVICE, Role.AUDITOR)
          .get("/executions/{id}", story.orderId().value())
          .then()
          .statusCode(200)
          .body("confirmation.status", equalTo("FILLED"))
          .body("events.seq", equalTo(story.events().stream().map(OrderEvent::seq).toList()));
      assertThat(stack.events().contradictions()).isEmpty();
    }
  }

  private void awaitStored(OrderStory story) {
    Awaitility.await("audit of " + story.orderId())
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                stack
                        .database("audit")
                        .number(
                            "select count(*) from order_event where order_id = ?",
                            story.orderId().value())
                    == story.events().size());
  }

  /** Waits until the audit service has committed its place at the end of the topic. */
  private void awaitAuditIdle() {
    Awaitility.await("the audit service has read everything")
        .atMost(Duration.ofSeconds(20))
        .until(() -> stack.lag("audit-service", Topics.ORDER_EVENTS) == 0);
  }
}
