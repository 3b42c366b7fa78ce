package io.interlock.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.Topics;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.Json;
import io.interlock.local.kafka.EmbeddedKafka;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IntakeKafkaTest {
  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(folder);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void shouldFollowTheControlsFromTheirBeginning() throws Exception {
    // Given
    publish("global", Json.bytes(Controls.control("global", 1, TradingMode.ACTIVE, false, "0.5")));
    ControlBook book = new ControlBook();
    try (TradingControlsConsumer consumer = new TradingControlsConsumer(settings(), book)) {
      await().until(book::complete);
      assertThat(book.get(Scope.GLOBAL).limits().riskMultiplier()).isEqualByComparingTo("0.5");
      // When
      publish("symbol:EURUSD", "not a control".getBytes(StandardCharsets.UTF_8));
      publish("global", Json.bytes(Controls.control("global", 2, TradingMode.HALTED, false, null)));
      // Then
      await().until(() -> book.get(Scope.GLOBAL).mode() == TradingMode.HALTED);
      assertThat(book.isUnreadable(Scope.parse("symbol:EURUSD"))).isTrue();
    }
  }

  @Test
  void shouldPassEventsOnInOrder() throws Exception {
    try (EventPublisher publisher = new EventPublisher(settings(), 1_000)) {
      // When
      for (int i = 0; i < 100; i++) {
        publisher.add("ordered:1", entry("ordered", i));
      }
      // Then
      await().until(() -> publisher.progress().published() == 100);
      assertThat(published("ordered")).containsExactlyElementsOf(longs(0, 100));
      assertThat(publisher.progress()).isEqualTo(new EventPublisher.Progress(100, 0, 0));
    }
  }

  @Test
  void shouldBufferWhileKafkaIsAwayAndCountWhatHasNoRoom() throws Exception {
    try (EventPublisher publisher = new EventPublisher(settings(), 50)) {
      publisher.add("outage:1", entry("outage", 0));
      await().until(() -> publisher.progress().published() == 1);
      kafka.stop();
      // When
      long began = System.nanoTime();
      int many = 100_000;
      for (int i = 1; i <= many; i++) {
        publisher.add("outage:1", entry("outage", i));
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      // Then
      assertThat(took).isLessThan(Duration.ofSeconds(5));
      EventPublisher.Progress away = publisher.progress();
      assertThat(away.lost()).isPositive();
      assertThat(away.waiting() + away.lost()).isEqualTo(many);
      // When
      kafka.start();
      // Then
      await().atMost(Duration.ofSeconds(30)).until(() -> publisher.progress().waiting() == 0);
      EventPublisher.Progress back = publisher.progress();
      assertThat(back.published() + back.lost()).isEqualTo(many + 1);
      assertThat(published("outage")).hasSize((int) back.published()).isSorted();
    }
  }

  private static EventDesk.Entry entry(String ea, long timestamp) {
    return new EventDesk.Entry(
        "heartbeat",
        ea,
        1L,
        null,
        timestamp,
        2,
        "ZMQ",
        "test",
        null,
        null,
        new IntakeAnswer(IntakeAnswer.Status.OK, true, BigDecimal.ONE, null, 3, null, null, null));
  }

  private static List<Long> longs(int from, int to) {
    return java.util.stream.LongStream.range(from, to).boxed().toList();
  }

  /** Timestamps of the events of one Expert Advisor on the topic. */
  private static List<Long> published(String ea) throws Exception {
    List<Long> timestamps = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.EA_EVENTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(
                found -> {
                  if (found.key().equals(ea + ":1")) {
                    timestamps.add(tree(found.value()).get("timestamp").asLong());
                  }
                });
      }
    }
    return timestamps;
  }

  private static JsonNode tree(byte[] bytes) {
    try {
      return Json.tree(bytes);
    } catch (io.interlock.contracts.json.InvalidMessage e) {
      throw new AssertionError(e);
    }
  }

  private static void publish(String key, byte[] value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.TRADING_CONTROLS, key, value)).get();
    }
  }

  private static Map<String, Object> settings() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
