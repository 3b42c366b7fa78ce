package io.interlock.edge;

import java.time.Duration;
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
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a compacted topic from its beginning and goes on following it, outside any consumer group:
 * every instance sees all of it.
 *
 * <p>Records are handed over on one thread of its own, in partition order. A record that the reader
 * throws on is logged and passed over; it stays in the topic. Kafka being away is waited for.
 */
public final class CompactedTopicConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CompactedTopicConsumer.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

  private final String topic;
  private final Map<String, Object> config;
  private final Consumer<ConsumerRecord<String, byte[]>> reader;
  private final Runnable onCaughtUp;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);

  private CompactedTopicConsumer(
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<ConsumerRecord<String, byte[]>> reader,
      Runnable onCaughtUp) {
    this.topic = topic;
    this.reader = reader;
    this.onCaughtUp = onCaughtUp;
    this.config = new HashMap<>(kafkaConfig);
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.thread = Thread.ofPlatform().daemon().name(topic + "-reader").unstarted(this::run);
  }

  /**
   * Starts to read.
   *
   * @param kafkaConfig client configuration, bootstrap servers and security in it
   */
  public static CompactedTopicConsumer start(
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<ConsumerRecord<String, byte[]>> reader) {
    return start(topic, kafkaConfig, reader, () -> {});
  }

  /**
   * Starts to read.
   *
   * @param onCaughtUp called once, by the thread that hands records over, when {@link #isCaughtUp}
   */
  public static CompactedTopicConsumer start(
      String topic,
      Map<String, Object> kafkaConfig,
      Consumer<ConsumerRecord<String, byte[]>> reader,
      Runnable onCaughtUp) {
    CompactedTopicConsumer consumer =
        new CompactedTopicConsumer(topic, kafkaConfig, reader, onCaughtUp);
    consumer.thread.start();
    return consumer;
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
      try (KafkaConsumer<String, byte[]> consumer =
          new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
        follow(consumer, positions);
      } catch (RuntimeException e) {
        LOG.warnf("%s can't be read, trying again: %s", topic, e);
        pause();
      }
    }
  }

  private void follow(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> positions) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    partitions.forEach(
        partition -> consumer.seek(partition, positions.getOrDefault(partition, 0L)));
    consumer.seekToBeginning(
        partitions.stream().filter(partition -> !positions.containsKey(partition)).toList());
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!isClosing()) {
      consumer.poll(POLL).forEach(this::handOver);
      partitions.forEach(partition -> positions.put(partition, consumer.position(partition)));
      if (!isCaughtUp()
          && partitions.stream()
              .allMatch(p -> positions.getOrDefault(p, 0L) >= ends.getOrDefault(p, 0L))) {
        caughtUp.countDown();
        tellCaughtUp();
      }
    }
  }

  private void tellCaughtUp() {
    try {
      onCaughtUp.run();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s is read, but can't be used", topic);
    }
  }

  private void handOver(ConsumerRecord<String, byte[]> record) {
    try {
      reader.accept(record);
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s-%d@%d can't be used", record.topic(), record.partition(), record.offset());
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

  /** Stops reading; waits for the record being handed over. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(LONGEST_CLOSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
