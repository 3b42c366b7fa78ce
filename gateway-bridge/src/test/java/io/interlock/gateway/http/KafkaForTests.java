package io.interlock.gateway.http;

import io.interlock.local.kafka.EmbeddedKafka;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real broker, and an empty volume for the bridge. */
public final class KafkaForTests implements QuarkusTestResourceLifecycleManager {
  private @Nullable EmbeddedKafka kafka;

  @Override
  public Map<String, String> start() {
    try {
      EmbeddedKafka started = EmbeddedKafka.start(Files.createTempDirectory("bridge-kafka"));
      kafka = started;
      return Map.of(
          "kafka.bootstrap.servers",
          started.bootstrapServers(),
          "interlock.gateway.name",
          "bridge-test",
          "interlock.gateway.data-dir",
          Files.createTempDirectory("bridge-data").toString());
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
