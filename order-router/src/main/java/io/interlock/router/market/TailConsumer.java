package io.interlock.router.market;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Follows all partitions of one live topic from a minute ago, outside any consumer group: each
 * router sees everything. Partitions that appear later are found; Kafka being away is waited for.
 */
public final class TailConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TailConsumer.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration BACK = Duration.ofMinutes(1);
  private static final long PAUSE_AFTER_FAILURE_MILLIS = 500;
  private static final long LOOK_FOR_PARTITIONS_NANOS = 10_000_000_000L;

  private final String topic;
  private final Map<String, Object> config;
  private final InstantSource clock;
  private final Consumer<List<ConsumerRecord<byte[], byte[]>>> reader;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private TailConsumer(
      String topic,
      Map<String, Object> kafkaConfig,
      InstantSource clock,
      Consumer<List<ConsumerRecord<byte[], byte[]>>> reader) {
    this.topic = topic;
    this.clock = clock;
    this.reader = reader;
    config = new HashMap<>(kafkaConfig);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    thread = Thread.ofPlatform().daemon().name(topic + "-reader").unstarted(this::run);
  }

  /**
   * Starts to read.
   *
   * @param reader takes the records of a poll, per partition in order, on this consumer's thread
   */
  public static TailConsumer start(
      String topic,
      Map<String, Object> kafkaConfig,
      InstantSource clock,
      Consumer<List<ConsumerRecord<byte[], byte[]>>> reader) {
    TailConsumer consumer = new TailConsumer(topic, kafkaConfig, clock, reader);
    consumer.thread.start();
    return consumer;
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(POLL.toMillis() * 20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Map<TopicPartition, Long> positions = new HashMap<>();
    while (!isClosing()) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        follow(consumer, positions);
      } catch (RuntimeException e) {
        if (!isClosing()) {
          LOG.warnf("%s can't be read, trying again: %s", topic, e);
          pause();
        }
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> positions) {
    long lookedAt = 0;
    while (!isClosing()) {
      if (consumer.assignment().isEmpty()
          || System.nanoTime() - lookedAt > LOOK_FOR_PARTITIONS_NANOS) {
        lookedAt = System.nanoTime();
        if (!assign(consumer, positions)) {
          pause();
          continue;
        }
      }
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      consumer.poll(POLL).forEach(records::add);
      if (!records.isEmpty()) {
        reader.accept(records);
        records.forEach(
            r -> positions.put(new TopicPartition(r.topic(), r.partition()), r.offset() + 1));
      }
    }
  }

  private boolean assign(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> positions) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    List<TopicPartition> fresh =
        partitions.stream().filter(p -> !consumer.assignment().contains(p)).toList();
    if (fresh.isEmpty()) {
      return !partitions.isEmpty();
    }
    consumer.assign(partitions);
    long from = clock.instant().minus(BACK).toEpochMilli();
    for (TopicPartition partition : fresh) {
      Long position = positions.get(partition);
      if (position != null) {
        consumer.seek(partition, position);
        continue;
      }
      var found = consumer.offsetsForTimes(Map.of(partition, from)).get(partition);
      if (found == null) {
        consumer.seekToEnd(List.of(partition));
        positions.put(partition, consumer.position(partition));
      } else {
        consumer.seek(partition, found.offset());
      }
    }
    return true;
  }

  private void pause() {
    try {
      var _ = closing.await(PAUSE_AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }
}
