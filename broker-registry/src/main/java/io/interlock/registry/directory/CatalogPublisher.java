package io.interlock.registry.directory;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.Json;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes descriptors and removals to the catalog; done means acknowledged by all replicas. */
@Singleton
public class CatalogPublisher {
  private final KafkaProducer<String, byte[]> producer;

  CatalogPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    this.producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  public CompletableFuture<Void> publish(
      BrokerDescriptor descriptor, BrokerDirectory.Origin origin) {
    return send(descriptor.brokerId(), Json.bytes(descriptor), origin);
  }

  public CompletableFuture<Void> remove(String brokerId, BrokerDirectory.Origin origin) {
    return send(brokerId, null, origin);
  }

  @SuppressWarnings("NullAway") // Kafka takes a null value for a removal
  private CompletableFuture<Void> send(
      String brokerId, byte @Nullable [] value, BrokerDirectory.Origin origin) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(Topics.BROKER_CATALOG, brokerId, value);
    record
        .headers()
        .add(BrokerDirectory.HEADER_ORIGIN, origin.name().getBytes(StandardCharsets.US_ASCII));
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      var _ =
          producer.send(
              record,
              (metadata, failure) -> {
                if (failure == null) {
                  done.complete(null);
                } else {
                  done.completeExceptionally(failure);
                }
              });
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  @PreDestroy
  void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
