package io.interlock.local.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedKafkaTest {
  @TempDir Path folder;

  @Test
  void shouldHaveTheTopicsWhenStarted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
      // When
      var partitions =
          admin
              .describeTopics(List.of(Topics.TRADE_SIGNALS, Topics.BROKER_CATALOG))
              .allTopicNames()
              .get();
      var catalog = new ConfigResource(ConfigResource.Type.TOPIC, Topics.BROKER_CATALOG);
      var settings = admin.describeConfigs(List.of(catalog)).all().get().get(catalog);

      // Then
      assertThat(partitions.get(Topics.TRADE_SIGNALS).partitions()).hasSize(3);
      assertThat(partitions.get(Topics.BROKER_CATALOG).partitions()).hasSize(1);
      assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact");
    }
  }

  @Test
  void shouldRefuseWhenATopicDoesNotExist() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder);
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", (Object) kafka.bootstrapServers()))) {
      // When, Then
      assertThatThrownBy(() -> admin.describeTopics(List.of("trade.signal")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void shouldKeepRecordsWhenRestarted() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      // Given
      send(kafka.bootstrapServers(), "before");

      // When
      kafka.stop();
      kafka.start();
      send(kafka.bootstrapServers(), "after");

      // Then
      assertThat(records(kafka.bootstrapServers(), 2)).containsExactly("before", "after");
    }
  }

  @Test
  void shouldKeepAcknowledgedRecordsWhenItsProcessIsKilled() throws Exception {
    try (KafkaProcess kafka = KafkaProcess.start(folder)) {
      // Given
      send(kafka.bootstrapServers(), "before");

      // When
      kafka.kill();
      boolean alive = kafka.process().isAlive();
      kafka.restart();

      // Then
      assertThat(alive).isFalse();
      assertThat(records(kafka.bootstrapServers(), 1)).containsExactly("before");
    }
  }

  private static void send(String bootstrapServers, String text) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  Topics.TRADE_SIGNALS, 0, null, text.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  private static List<String> records(String bootstrapServers, int count) {
    List<String> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(Topics.TRADE_SIGNALS, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                consumer
                    .poll(Duration.ofMillis(100))
                    .forEach(
                        record -> found.add(new String(record.value(), StandardCharsets.UTF_8)));
                return found.size() >= count;
              });
    }
    return found;
  }
}
