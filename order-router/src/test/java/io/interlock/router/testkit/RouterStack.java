package io.interlock.router.testkit;

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

/** A real Kafka broker, a real PostgreSQL server and a venue, for the router under test. */
public final class RouterStack implements QuarkusTestResourceLifecycleManager {
  private static Path folder;
  private static EmbeddedKafka kafka;
  private static EmbeddedPostgres postgres;
  private static LedgerVenue venue;
  private static Market market;

  public static EmbeddedKafka kafka() {
    return kafka;
  }

  public static EmbeddedPostgres postgres() {
    return postgres;
  }

  public static LedgerVenue venue() {
    return venue;
  }

  public static Market market() {
    return market;
  }

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("interlock-router");
      // PostgreSQL may run as another user, who has to come through here.
      folder.toFile().setExecutable(true, false);
      folder.toFile().setReadable(true, false);
      kafka = EmbeddedKafka.start(folder.resolve("kafka"));
      postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
      venue = new LedgerVenue();
      market = new Market(kafka.bootstrapServers(), venue.url());
      return Map.of(
          "kafka.bootstrap.servers", kafka.bootstrapServers(),
          "quarkus.datasource.reactive.url", postgres.reactiveUrl("router"),
          "quarkus.datasource.jdbc.url", postgres.jdbcUrl("router"),
          "quarkus.datasource.username", postgres.user(),
          "quarkus.datasource.password", postgres.password(),
          "interlock.router.watch-timeout", "3s",
          "interlock.router.resolve-timeout", "3s");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    market.close();
    venue.close();
    kafka.close();
    postgres.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
