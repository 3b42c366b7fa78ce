package io.interlock.router;

import io.interlock.local.kafka.EmbeddedKafka;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A Kafka broker and a PostgreSQL server for the router under test. */
public class RealServers implements QuarkusTestResourceLifecycleManager {
  private Path folder;
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("router-test");
      kafka = EmbeddedKafka.start(folder.resolve("kafka"));
      postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "kafka.bootstrap.servers", kafka.bootstrapServers(),
        "quarkus.datasource.reactive.url", postgres.reactiveUrl("router"),
        "quarkus.datasource.jdbc.url", postgres.jdbcUrl("router"),
        "quarkus.datasource.username", postgres.user(),
        "quarkus.datasource.password", postgres.password());
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(kafka, new TestInjector.MatchesType(EmbeddedKafka.class));
    injector.injectIntoFields(postgres, new TestInjector.MatchesType(EmbeddedPostgres.class));
  }

  @Override
  public void stop() {
    if (postgres != null) {
      postgres.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
