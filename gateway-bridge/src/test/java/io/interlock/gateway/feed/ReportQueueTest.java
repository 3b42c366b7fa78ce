package io.interlock.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.contracts.Topics;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.Side;
import io.interlock.local.kafka.EmbeddedKafka;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
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

/** Reports wait for a Kafka that is away: few in memory, the others on disk, none lost. */
@Timeout(60)
class ReportQueueTest {
  private static final int IN_MEMORY = 10;

  @TempDir static Path kafkaFolder;
  private static EmbeddedKafka kafka;
  @TempDir Path folder;

  @BeforeAll
  static void startKafka() {
    kafka = EmbeddedKafka.start(kafkaFolder);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void shouldSendAllInOrderWhenMostWaitedOnDisk() throws Exception {
    try (ReportQueue queue = new ReportQueue(folder.resolve("reports"), IN_MEMORY)) {
      // Given
      add(queue, "in-order", 1, 500);
      assertThat(queue.inMemory()).isEqualTo(IN_MEMORY);
      assertThat(queue.size()).isEqualTo(500);

      // When
      sendAll(queue);

      // Then
      assertThat(published("in-order"))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, 500).boxed().toList());
      add(queue, "in-order", 501, 501);
      assertThat(queue.inMemory()).isEqualTo(1);
    }
  }

  @Test
  void shouldSendAfterARestartWhatKafkaNeverGot() throws Exception {
    // Given
    try (ReportQueue queue = new ReportQueue(folder.resolve("reports"), IN_MEMORY)) {
      add(queue, "restart", 1, 50);
    }

    // When
    try (ReportQueue queue = new ReportQueue(folder.resolve("reports"), IN_MEMORY)) {
      add(queue, "restart", 51, 52);
      sendAll(queue);
    }

    // Then
    assertThat(published("restart"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 52).boxed().toList());
  }

  @Test
  void shouldLoseOnlyTheTornReportWhenACrashTearsTheLastLine() throws Exception {
    // Given
    Path file = folder.resolve("reports");
    try (ReportQueue queue = new ReportQueue(file, IN_MEMORY)) {
      add(queue, "torn", 1, 50);
    }
    Files.writeString(file, "{\"broker\":\"mt5\",\"acc", StandardOpenOption.APPEND);

    // When
    try (ReportQueue queue = new ReportQueue(file, IN_MEMORY)) {
      add(queue, "torn", 51, 60);
      sendAll(queue);
    }

    // Then
    assertThat(published("torn"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 60).boxed().toList());
  }

  private static void add(ReportQueue queue, String account, int from, int to) {
    for (int seq = from; seq <= to; seq++) {
      VenuePosition position =
          new VenuePosition(
              "1",
              "EURUSD \u00e9",
              Side.BUY,
              BigDecimal.ONE,
              BigDecimal.TEN,
              null,
              null,
              null,
              null,
              null,
              null,
              null);
      queue.add(new VenueReport("mt5", account, "boot", seq, null, position, Instant.now()));
    }
  }

  private static void sendAll(ReportQueue queue) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.idempotence", true),
            new StringSerializer(),
            new ByteArraySerializer())) {
      while (queue.size() > 0) {
        queue.sendTo(producer);
        producer.flush();
      }
    }
  }

  private static List<Long> published(String account) throws Exception {
    List<Long> seqs = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.VENUE_REPORTS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var message : consumer.poll(Duration.ofMillis(200))) {
          VenueReport report = Json.readTolerant(message.value(), VenueReport.class);
          if (report.account().equals(account)) {
            seqs.add(report.seq());
          }
        }
      }
    }
    return seqs;
  }
}
