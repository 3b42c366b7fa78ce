package io.interlock.cli.order;

import io.interlock.cli.access.CommandFailure;
import io.interlock.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts signals on {@code trade.signals}, as any producer outside Interlock does. */
public final class SignalProducer implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 10;

  private final String bootstrapServers;
  private final KafkaProducer<byte[], byte[]> producer;

  public SignalProducer(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.LINGER_MS_CONFIG,
                "0",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                TIMEOUT_SECONDS * 1000L),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Returns once the broker has it. */
  public RecordMetadata send(SignalFile signal) {
    try {
      return producer
          .send(
              new ProducerRecord<>(
                  Topics.TRADE_SIGNALS,
                  signal.key().getBytes(StandardCharsets.UTF_8),
                  signal.bytes()))
          .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new CommandFailure(
          "Kafka at " + bootstrapServers + " did not take the signal: start it with ./interlock up",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
