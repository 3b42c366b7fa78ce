package io.interlock.gateway.http;

import io.interlock.local.kafka.EmbeddedKafka;
import io.interlock.local.keys.LocalKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real broker, keys the bridge trusts, and an empty volume for it. */
public final class KafkaForTests implements QuarkusTestResourceLifecycleManager {
  private static LocalKeys keys;

  private @Nullable EmbeddedKafka kafka;

  static LocalKeys keys() {
    return keys;
  }

  @Override
  public Map<String, String> start() {
    try {
      EmbeddedKafka started = EmbeddedKafka.start(Files.createTempDirectory("bridge-kafka"));
      kafka = started;
      keys = LocalKeys.in(Files.createTempDirectory("bridge-keys"), Clock.systemUTC());
      return Map.of(
          "kafka.bootstrap.servers",
          started.bootstrapServers(),
          "interlock.gateway.name",
          "bridge-test",
          "interlock.gateway.data-dir",
          Files.createTempDirectory("bridge-data").toString(),
          // Quarkus puts a key of its own here in tests, before any location.
          "mp.jwt.verify.publickey",
          Files.readString(keys.publicKeyFile()),
          "mp.jwt.verify.issuer",
          LocalKeys.ISSUER);
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
