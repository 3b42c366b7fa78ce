package io.interlock.router.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.Topics;
import io.interlock.local.kafka.EmbeddedKafka;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading signals from a real broker, with a reader that says when it is done. */
class SignalConsumerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PARTITIONS = 3;

  @TempDir static Path folder;

  private static EmbeddedKafka broker;
  private static Map<String, Object> kafka;
  private static KafkaProducer<String, String> producer;
  private static Admin admin;

  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final Recorder reader = new Recorder();

  @BeforeAll
  static void start() {
    broker = EmbeddedKafka.start(folder);
    kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer());
    admin = Admin.create(kafka);
  }

  @AfterAll
  static void stop() {
    producer.close();
    admin.close();
    broker.close();
  }

  /** So that no test reads what another left. */
  @AfterEach
  void readTheRest() throws Exception {
    reader.whenTaken = () -> {};
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      reader.done = true;
      reader.polls.forEach(Poll::finish);
      await().atMost(PATIENCE).until(() -> committed().equals(produced()));
    }
  }

  @Test
  void shouldReadEachSignalOnceWhenThePollBeforeIsPlaced() throws Exception {
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given
      await().atMost(PATIENCE).until(consumer::isReading);
      send(0, "a");
      Poll first = reader.next();

      // When
      send(0, "b");
      Poll early = reader.polls.poll(500, TimeUnit.MILLISECONDS);
      first.taken.placed().complete(null);

      // Then
      assertThat(first.values()).containsExactly("a");
      assertThat(early).isNull();
      assertThat(reader.next().values()).containsExactly("b");
      assertThat(reader.assigned).containsExactlyInAnyOrder(0, 1, 2);
    }
  }

  @Test
  void shouldCommitNothingBehindASignalThatIsNotJournalled() throws Exception {
    // Given
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      send(0, "journalled");
      reader.next().finish();
      send(0, "not journalled");
      reader.next().taken.placed().complete(null);
      send(0, "journalled before it");
      reader.next().finish();
    }

    // When
    try (SignalConsumer next = SignalConsumer.start(kafka, meters, reader)) {
      List<String> again = new ArrayList<>();
      while (again.size() < 2) {
        Poll poll = reader.next();
        poll.finish();
        again.addAll(poll.values());
      }

      // Then
      assertThat(again).containsExactly("not journalled", "journalled before it");
    }
  }

  /** What is skipped because its partition goes looks done; its next owner must read it. */
  @Test
  void shouldNotCommitWhatIsSkippedBecauseItsPartitionGoes() throws Exception {
    // Given
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      send(2, "skipped");
      Poll poll = reader.next();
      reader.whenRevoked = poll::finish;
    }

    // When
    try (SignalConsumer next = SignalConsumer.start(kafka, meters, reader)) {
      Poll again = reader.next();
      again.finish();

      // Then
      assertThat(again.values()).containsExactly("skipped");
    }
  }

  @Test
  void shouldStayInTheGroupWhileSignalsWaitAndLetAnotherRouterIn() throws Exception {
    Recorder other = new Recorder();
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given
      await().atMost(PATIENCE).until(consumer::isReading);
      send(0, "a");
      Poll waiting = reader.next();

      // When
      try (SignalConsumer joining = SignalConsumer.start(kafka, meters, other)) {
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    !other.assigned.isEmpty()
                        && other.assigned.size() + reader.assigned.size() == PARTITIONS);
        send(other.assigned.iterator().next(), "b");
        send(reader.assigned.iterator().next(), "c");
        Poll elsewhere = other.next();

        // Then
        assertThat(elsewhere.values()).endsWith("b");
        assertThat(reader.polls).isEmpty();
        elsewhere.finish();
        waiting.finish();
        assertThat(reader.next().values()).endsWith("c");
      }

      // Then: who leaves gives its partitions back at once
      await().atMost(Duration.ofSeconds(5)).until(() -> reader.assigned.size() == PARTITIONS);
    }
  }

  /** Two polls at once would decide the same signal twice, and count its exposure wrongly. */
  @Test
  void shouldNotReadAgainBeforeThePollOfALostMembershipIsPlaced() throws Exception {
    Recorder other = new Recorder();
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given: a membership that fails while signals wait
      await().atMost(PATIENCE).until(consumer::isReading);
      send(0, "a");
      Poll waiting = reader.next();
      reader.whenRevoked =
          () -> {
            reader.whenRevoked = () -> {};
            throw new IllegalStateException("no");
          };
      try (SignalConsumer joining = SignalConsumer.start(kafka, meters, other)) {
        await().atMost(PATIENCE).until(() -> !consumer.isReading());
      }

      // When
      Poll early = reader.polls.poll(2, TimeUnit.SECONDS);
      waiting.taken.placed().complete(null);

      // Then
      assertThat(early).isNull();
      assertThat(reader.next().values()).containsExactly("a");
    }
  }

  @Test
  void shouldReadAgainWhatCouldNotBePlaced() throws Exception {
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given
      send(1, "a");

      // When
      reader.next().taken.placed().completeExceptionally(new IllegalStateException("no"));

      // Then
      assertThat(reader.next().values()).containsExactly("a");
    }
  }

  @Test
  void shouldReadAgainWhatCouldNotBeJournalled() throws Exception {
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given
      send(1, "a");
      Poll poll = reader.next();
      poll.taken.placed().complete(null);

      // When
      poll.taken.journalled().completeExceptionally(new IllegalStateException("no"));

      // Then
      assertThat(reader.next().values()).containsExactly("a");
    }
  }

  @Test
  void shouldNotBeAliveWhenItsThreadIsGone() throws Exception {
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      // Given
      await().atMost(PATIENCE).until(consumer::isReading);
      assertThat(consumer.isAlive()).isTrue();
      reader.whenTaken =
          () -> {
            throw new StackOverflowError("planted");
          };

      // When
      send(1, "a");

      // Then
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> !consumer.isAlive());
      assertThat(consumer.isReading()).isFalse();
    }
  }

  @Test
  void shouldTellHowFarBehindItIs() {
    try (SignalConsumer consumer = SignalConsumer.start(kafka, meters, reader)) {
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !meters.find("kafka.consumer.fetch.manager.records.lag.max").meters().isEmpty());
    }
  }

  private static void send(int partition, String value) throws Exception {
    producer
        .send(new ProducerRecord<>(Topics.TRADE_SIGNALS, partition, null, value))
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static Map<Integer, Long> committed() throws Exception {
    Map<Integer, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> known =
        admin.listConsumerGroupOffsets("order-router").partitionsToOffsetAndMetadata().get();
    for (int i = 0; i < PARTITIONS; i++) {
      OffsetAndMetadata at = known.get(new TopicPartition(Topics.TRADE_SIGNALS, i));
      offsets.put(i, at == null ? 0L : at.offset());
    }
    return offsets;
  }

  private static Map<Integer, Long> produced() throws Exception {
    Map<Integer, Long> ends = new HashMap<>();
    for (int i = 0; i < PARTITIONS; i++) {
      TopicPartition partition = new TopicPartition(Topics.TRADE_SIGNALS, i);
      ends.put(
          i,
          admin
              .listOffsets(Map.of(partition, OffsetSpec.latest()))
              .partitionResult(partition)
              .get()
              .offset());
    }
    return ends;
  }

  /** A poll that was handed over. */
  private record Poll(List<ConsumerRecord<byte[], byte[]>> records, SignalConsumer.Taken taken) {
    List<String> values() {
      return records.stream().map(record -> new String(record.value(), UTF_8)).toList();
    }

    void finish() {
      taken.placed().complete(null);
      taken.journalled().complete(null);
    }
  }

  private static final class Recorder implements SignalConsumer.Reader {
    final BlockingQueue<Poll> polls = new LinkedBlockingQueue<>();
    final Set<Integer> assigned = ConcurrentHashMap.newKeySet();
    volatile boolean done;
    volatile Runnable whenTaken = () -> {};
    volatile Runnable whenRevoked = () -> {};

    Poll next() throws InterruptedException {
      Poll poll = polls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(poll).as("a poll within %s", PATIENCE).isNotNull();
      return poll;
    }

    @Override
    public SignalConsumer.Taken take(List<ConsumerRecord<byte[], byte[]>> records) {
      whenTaken.run();
      Poll poll =
          new Poll(
              records,
              new SignalConsumer.Taken(new CompletableFuture<>(), new CompletableFuture<>()));
      if (done) {
        poll.finish();
      }
      polls.add(poll);
      return poll.taken;
    }

    @Override
    public void assigned(Set<Integer> partitions, int count) {
      assertThat(count).isEqualTo(PARTITIONS);
      assigned.addAll(partitions);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
      assigned.removeAll(partitions);
      whenRevoked.run();
    }
  }
}
