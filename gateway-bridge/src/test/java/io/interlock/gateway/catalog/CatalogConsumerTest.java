package io.interlock.gateway.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.contracts.json.Json;
import io.interlock.local.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CatalogConsumerTest {
  @TempDir Path folder;

  @Test
  void shouldConnectOnlyToWhatTheWholeCatalogSays() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      // Given: a topic that is not compacted yet
      publish(kafka, "mt5", descriptor("mt5", 5001));
      publish(kafka, "removed", descriptor("removed", 5002));
      publish(kafka, "removed", null);
      publish(kafka, "mt5", descriptor("mt5", 5003));
      DescriptorStore store = new DescriptorStore(folder.resolve("brokers.json"));
      store.write(List.of(descriptor("mt5", 5003), descriptor("forgotten", 5004)));
      List<List<BrokerDescriptor>> followed = new CopyOnWriteArrayList<>();

      // When
      CatalogConsumer consumer =
          new CatalogConsumer(
              "local",
              store,
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              brokers -> followed.add(List.copyOf(brokers)));
      consumer.start();

      // Then
      await().until(() -> followed.size() == 2);
      assertThat(followed.getFirst()).hasSize(2);
      assertThat(followed.getLast()).containsExactly(descriptor("mt5", 5003));
      assertThat(ports(followed)).doesNotContain(5001, 5002);

      // When
      publish(kafka, "mt5", descriptor("mt5", 5005));

      // Then
      await().until(() -> ports(followed).contains(5005));
      consumer.stop();
    }
  }

  @Test
  void shouldKeepTheLastKnownWhenTheCatalogIsLost() {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      // Given
      DescriptorStore store = new DescriptorStore(folder.resolve("brokers.json"));
      store.write(List.of(descriptor("mt5", 5003)));
      List<List<BrokerDescriptor>> followed = new CopyOnWriteArrayList<>();

      // When
      CatalogConsumer consumer =
          new CatalogConsumer(
              "local",
              store,
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              brokers -> followed.add(List.copyOf(brokers)));
      consumer.start();
      await().until(consumer::isCaughtUp);
      consumer.stop();

      // Then
      assertThat(followed).containsExactly(List.of(descriptor("mt5", 5003)));
    }
  }

  private static List<Integer> ports(Collection<List<BrokerDescriptor>> followed) {
    return followed.stream()
        .flatMap(List::stream)
        .map(broker -> broker.endpoints().getFirst().commandPort())
        .toList();
  }

  private static void publish(
      EmbeddedKafka kafka, String key, @Nullable BrokerDescriptor descriptor) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      var _ =
          producer.send(
              new ProducerRecord<>(
                  Topics.BROKER_CATALOG, key, descriptor == null ? null : Json.bytes(descriptor)));
    }
  }

  private static BrokerDescriptor descriptor(String id, int port) {
    return new BrokerDescriptor(
        id,
        BrokerKind.MT5,
        "account-" + id,
        "local",
        "http://localhost",
        Dialect.INTERLOCK_1,
        List.of(new Endpoint("127.0.0.1", port, null)),
        null,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        0,
        true,
        null,
        null,
        null);
  }
}
