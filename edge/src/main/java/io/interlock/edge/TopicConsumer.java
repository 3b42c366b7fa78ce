package io.interlock.edge;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows all partitions of a topic outside any consumer group: every instance sees everything.
 * Compacted topics are read from their beginning, live ones from a while ago, or only while
 * somebody wants them.
 *
 * <p>Records are handed over on one thread of its own, in partition order. What the reader throws
 * on is logged and passed over; it stays in the topic. Partitions that appear later are found;
 * Kafka being away is waited for.
 */
public final class TopicConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TopicConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(2);
  private static final long LOOK_FOR_PARTITIONS_NANOS = 10_000_000_000L;

  /** How much of an unwanted topic is read, at most, by who wants it then. */
  private static final long IDLE_NANOS = 250_000_000L;

  /** Where a partition is begun. */
  private interface Beginning {
    long offset(KafkaConsumer<String, byte[]> consumer, TopicPartition partition);
  }

  private final String topic;
  private final Map<String, Object> config;
  private final Beginning beginning;
  private final Consumer<List<ConsumerRecord<String, byte[]>>> reader;
  private final BooleanSupplier wanted;
  private final Runnable onCaughtUp;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable KafkaConsumer<String, byte[]> current;

  private TopicConsumer(
      String topic,
      Map<String, Object> kafkaConfig,
      Beginning beginning,
      Consumer<List<ConsumerRecord<String, byte[]>>> reader,
      BooleanSupplier wanted,
      Runnable onCaughtUp) {
    this.wanted = wanted;
    this.onCaughtUp = onCaughtUp;
    this.topic = topic;
    this.beginning = beginning;
    this.reader = reader;
    this.config = new HashMap<>(kafkaConfig);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.thread = Thread.ofPlatform().daemon().name(topic + "-reader").unstarted(this::run);
  }

  /**
   * Starts to read a compacted topic, from its beginning.
   *
   * @param kafkaConfig client configuration, bootstrap servers and security in it
   */
  public static TopicConsumer fromTheBeginning(
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<ConsumerRecord<String, byte[]>> reader) {
    return fromTheBeginning(topic, kafkaConfig, reader, () -> {});
  }

  /**
   * Starts to read a compacted topic, from its beginning.
   *
   * @param onCaughtUp called once, by the thread that hands records over, when {@link #isCaughtUp}
   */
  public static TopicConsumer fromTheBeginning(
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<ConsumerRecord<String, byte[]>> reader,
      Runnable onCaughtUp) {
    return new TopicConsumer(
            topic,
            kafkaConfig,
            TopicConsumer::first,
            records -> each(records, reader),
            () -> true,
            onCaughtUp)
        .started();
  }

  /**
   * Starts to read a live topic.
   *
   * @param back how far before now
   * @param reader takes what a poll brought
   */
  public static TopicConsumer since(
      Duration back,
      InstantSource clock,
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<List<ConsumerRecord<String, byte[]>>> reader) {
    return new TopicConsumer(
            topic,
            kafkaConfig,
            (consumer, partition) ->
                at(consumer, partition, clock.instant().minus(back).toEpochMilli()),
            reader,
            () -> true,
            () -> {})
        .started();
  }

  /**
   * Starts to follow a live topic without reading it: only what comes while it is wanted, and
   * little of what came before, is fetched and handed over.
   *
   * @param wanted asked by the thread that hands records over; who makes it true calls {@link
   *     #wake}, and then sees everything that comes from that moment on
   */
  public static TopicConsumer whileWanted(
      BooleanSupplier wanted,
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<List<ConsumerRecord<String, byte[]>>> reader) {
    return new TopicConsumer(topic, kafkaConfig, TopicConsumer::end, reader, wanted, () -> {})
        .started();
  }

  /** Says that a topic may be wanted now. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  private TopicConsumer started() {
    thread.start();
    return this;
  }

  /** Whether all that stood in the topic at the start has been handed over. */
  public boolean isCaughtUp() {
    return caughtUp.getCount() == 0;
  }

  /**
   * Waits until all that stood in the topic at the start has been handed over.
   *
   * @return false if that did not happen in time
   */
  public boolean awaitCaughtUp(Duration atMost) throws InterruptedException {
    return caughtUp.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    while (!isClosing()) {
      try {
        read(positions);
      } catch (RuntimeException e) {
        if (!isClosing()) {
          LOG.warnf("%s can't be read, trying again: %s", topic, e);
          pause();
        }
      }
    }
  }

  private void read(Map<TopicPartition, Long> positions) {
    KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    current = consumer;
    try {
      follow(consumer, positions);
    } finally {
      current = null;
      consumer.close(CloseOptions.timeout(Duration.ZERO)); // it leaves no group, and owes nothing
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> positions) {
    assign(consumer, positions);
    long lookedAt = System.nanoTime();
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    while (!isClosing()) {
      if (System.nanoTime() - lookedAt > LOOK_FOR_PARTITIONS_NANOS) {
        assign(consumer, positions);
        lookedAt = System.nanoTime();
      }
      if (wanted.getAsBoolean()) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        if (!records.isEmpty()) {
          handOver(records);
        }
      } else {
        passOver(consumer);
      }
      consumer.assignment().forEach(p -> positions.put(p, consumer.position(p)));
      if (!isCaughtUp()
          && ends.entrySet().stream()
              .allMatch(end -> positions.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
        caughtUp.countDown();
        tellCaughtUp();
      }
    }
  }

  /** Moves to the end of what nobody wants; stays where it is if somebody has come meanwhile. */
  private void passOver(KafkaConsumer<String, byte[]> consumer) {
    Map<TopicPartition, Long> ends;
    try {
      ends = consumer.endOffsets(consumer.assignment(), LONGEST_LOOK);
    } catch (TimeoutException e) {
      return; // Kafka is away
    }
    if (!wanted.getAsBoolean()) {
      ends.forEach(consumer::seek);
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
  }

  private void assign(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> positions) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException("it has no partitions");
    }
    List<TopicPartition> fresh =
        partitions.stream().filter(p -> !consumer.assignment().contains(p)).toList();
    if (fresh.isEmpty()) {
      return;
    }
    consumer.assign(partitions);
    for (TopicPartition partition : fresh) {
      Long position = positions.get(partition);
      consumer.seek(partition, position == null ? beginning.offset(consumer, partition) : position);
    }
  }

  private static long first(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
    return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private static long end(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
    return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
  }

  private static long at(
      KafkaConsumer<String, byte[]> consumer, TopicPartition partition, long millis) {
    var found = consumer.offsetsForTimes(Map.of(partition, millis)).get(partition);
    return found == null ? end(consumer, partition) : found.offset();
  }

  private void tellCaughtUp() {
    try {
      onCaughtUp.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s is read, but can't be used", topic);
    }
  }

  private void handOver(List<ConsumerRecord<String, byte[]>> records) {
    try {
      reader.accept(records);
    } catch (RuntimeException e) {
      ConsumerRecord<String, byte[]> first = records.getFirst();
      LOG.errorf(
          e,
          "%d records from %s-%d@%d can't be used",
          records.size(),
          first.topic(),
          first.partition(),
          first.offset());
    }
  }

  private static void each(
      List<ConsumerRecord<String, byte[]>> records,
      Consumer<ConsumerRecord<String, byte[]>> reader) {
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        reader.accept(record);
      } catch (RuntimeException e) {
        LOG.errorf(
            e, "%s-%d@%d can't be used", record.topic(), record.partition(), record.offset());
      }
    }
  }

  private void pause() {
    try {
      var _ = closing.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Stops reading; waits for what is being handed over. */
  @Override
  public void close() {
    closing.countDown();
    wake();
    KafkaConsumer<String, byte[]> polling = current;
    if (polling != null) {
      polling.wakeup();
    }
    try {
      thread.join(LONGEST_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
