package io.interlock.gateway.intake.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class OutcomeConsumerTest {
  private static final Duration MOST_IDLE = Duration.ofMillis(60);

  @TempDir Path folder;

  @Test
  void shouldFollowTheEventsWhenTheirTopicIsMadeLater() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      // Given
      admin.deleteTopics(List.of(Topics.ORDER_EVENTS)).all().get();
      await().until(() -> !admin.listTopics().names().get().contains(Topics.ORDER_EVENTS));
      try (OutcomeConsumer consumer =
          new OutcomeConsumer(
              Map.of(
                  "bootstrap.servers",
                  kafka.bootstrapServers(),
                  "allow.auto.create.topics",
                  false))) {
        await()
            .during(Duration.ofSeconds(1))
            .atMost(Duration.ofSeconds(5))
            .until(() -> !consumer.following());

        // When
        admin.createTopics(List.of(new NewTopic(Topics.ORDER_EVENTS, 1, (short) 1))).all().get();

        // Then
        await().atMost(Duration.ofSeconds(20)).until(consumer::following);
      }
    }
  }

  @Test
  void shouldTellEveryEventFromTheMomentSomebodyListens() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all"),
                new StringSerializer(),
                new ByteArraySerializer());
        OutcomeConsumer consumer =
            new OutcomeConsumer(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      await().atMost(Duration.ofSeconds(20)).until(consumer::following);
      for (int i = 0; i < 100; i++) {
        // Given: others' events while nobody listens, at every moment of the reader's idling
        String signal = "signal-" + i;
        producer.send(record(event("nobody's-" + i, 1))).get();
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MOST_IDLE.toNanos()));
        BlockingQueue<OrderEvent> told = new LinkedBlockingQueue<>();
        Consumer<OrderEvent> listener = told::add;

        // When
        consumer.listen(signal, listener);
        producer.send(record(event(signal, 1))).get();
        producer.send(record(event(signal, 2))).get();

        // Then
        for (int seq = 1; seq <= 2; seq++) {
          OrderEvent event = told.poll(10, TimeUnit.SECONDS);
          assertThat(event).as("event %d of %s", seq, signal).isNotNull();
          assertThat(event.seq()).isEqualTo(seq);
        }
        consumer.forget(signal, listener);
      }
    }
  }

  private static ProducerRecord<String, byte[]> record(OrderEvent event) {
    return new ProducerRecord<>(Topics.ORDER_EVENTS, event.orderId().value(), Json.bytes(event));
  }

  private static OrderEvent event(String signal, int seq) {
    return OrderEvents.event(
        signal, seq, EventKind.RECEIVED, OrderState.RECEIVED, null, null, null);
  }
}
