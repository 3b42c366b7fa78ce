package io.interlock.cli.topic;

import io.interlock.cli.access.CommandFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a whole topic for a person to look at; joins no group and commits nothing. */
public final class TopicConsumer implements AutoCloseable {
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;

  private TopicConsumer(String bootstrapServers, String topic) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                10_000),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
    } catch (KafkaException e) {
      consumer.close();
      throw new CommandFailure(
          "Kafka at " + bootstrapServers + " does not answer: start it with ./interlock up", e);
    }
  }

  /** Reads what the topic holds and what comes. */
  public static TopicConsumer fromBeginning(String bootstrapServers, String topic) {
    TopicConsumer reader = new TopicConsumer(bootstrapServers, topic);
    reader.consumer.seekToBeginning(reader.consumer.assignment());
    return reader;
  }

  /** Reads what comes from now on. */
  public static TopicConsumer fromNow(String bootstrapServers, String topic) {
    TopicConsumer reader = new TopicConsumer(bootstrapServers, topic);
    reader.consumer.seekToEnd(reader.consumer.assignment());
    // Positions are looked up lazily; what is sent after this returns must be seen.
    reader.consumer.assignment().forEach(reader.consumer::position);
    return reader;
  }

  /**
   * What has come, waiting at most that long.
   *
   * @throws CommandFailure if the thread is interrupted
   */
  public ConsumerRecords<byte[], byte[]> poll(Duration patience) {
    try {
      return consumer.poll(patience);
    } catch (InterruptException e) {
      throw new CommandFailure("interrupted", e);
    }
  }

  /** Whether everything that was there has been read. */
  public boolean isAtEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE_PATIENCE));
  }
}
