package io.interlock.registry;

import io.interlock.local.kafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Kafka broker and a copy of the shipped brokers.yaml for the service under test. */
public class RealKafka implements QuarkusTestResourceLifecycleManager {
  private EmbeddedKafka kafka;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("registry-test");
      Path brokers = Files.copy(Path.of("config/brokers.yaml"), folder.resolve("brokers.yaml"));
      kafka = EmbeddedKafka.start(folder.resolve("kafka"));
      return Map.of(
          "kafka.bootstrap.servers", kafka.bootstrapServers(),
          "interlock.registry.brokers-file", brokers.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }
}
