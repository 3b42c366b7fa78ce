package io.interlock.router.rest;

import io.interlock.contracts.Topics;
import io.interlock.router.ownership.Partitions;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts signals that came over HTTP on {@code trade.signals}: the one way in, whoever asks. A thread
 * of its own calls the producer, whose {@code send} may block while Kafka is away.
 */
@Singleton
public class SignalProducer {

  private static final int MOST_BLOCKED_MILLIS = 2_000;
  private static final int DELIVERED_WITHIN_MILLIS = 5_000;

  private final KafkaProducer<byte[], byte[]> producer;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("signal-producer").factory());

  SignalProducer(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCKED_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERED_WITHIN_MILLIS / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERED_WITHIN_MILLIS);
    producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Completes once Kafka has acknowledged it. A failure doesn't say that Kafka doesn't have it; the
   * same signal under the same id may be sent again without harm.
   *
   * @param account whose partition it goes to; null: any, the router that reads it forwards it
   */
  Future<Void> send(
      byte[] payload, String identity, @Nullable String account, @Nullable String traceparent) {
    Promise<Void> acknowledged = Promise.promise();
    sender.execute(
        () -> {
          try {
            var _ =
                producer.send(
                    record(payload, identity, account, traceparent),
                    (metadata, failure) -> {
                      if (failure == null) {
                        acknowledged.tryComplete();
                      } else {
                        acknowledged.tryFail(failure);
                      }
                    });
          } catch (RuntimeException e) {
            acknowledged.tryFail(e);
          }
        });
    return acknowledged.future();
  }

  private ProducerRecord<byte[], byte[]> record(
      byte[] payload, String identity, @Nullable String account, @Nullable String traceparent) {
    Integer partition =
        account == null
            ? null
            : Partitions.of(account, producer.partitionsFor(Topics.TRADE_SIGNALS).size());
    byte[] key = account == null ? null : account.getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.TRADE_SIGNALS, partition, key, payload);
    record.headers().add(Topics.HEADER_SIGNAL_ID, identity.getBytes(StandardCharsets.UTF_8));
    if (traceparent != null) {
      record.headers().add(Topics.HEADER_TRACEPARENT, traceparent.getBytes(StandardCharsets.UTF_8));
    }
    return record;
  }

  void stop(@Observes ShutdownEvent event) {
    sender.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
