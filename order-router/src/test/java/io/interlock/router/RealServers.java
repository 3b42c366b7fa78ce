package io.interlock.router;

import io.interlock.local.kafka.EmbeddedKafka;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A Kafka broker and a PostgreSQL server for the router under test. */
public class RealServers implements QuarkusTestResourceLifecycleManager {
  private EmbeddedKafka kafka;
  private EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path folder = Files.createTempDirectory("router-test");
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
        "quarkus.datasource.password", postgres.password(),
        "quarkus.flyway.migrate-at-start", "true");
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
  }
}
