package io.interlock.router.testkit;

import io.interlock.local.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** A real PostgreSQL server with the router's tables. */
public final class RouterDatabase {
  private RouterDatabase() {}

  /**
   * Starts a server with all tables as they are now.
   *
   * @param folder of the test, which the server's user gets access to
   */
  public static EmbeddedPostgres start(Path folder) throws IOException {
    EmbeddedPostgres postgres = empty(folder);
    migrations(postgres).load().migrate();
    return postgres;
  }

  /** Starts a server without any table. */
  public static EmbeddedPostgres empty(Path folder) throws IOException {
    folder.toFile().setExecutable(true, false);
    folder.toFile().setReadable(true, false);
    return EmbeddedPostgres.start(folder.resolve("postgres"));
  }

  public static FluentConfiguration migrations(EmbeddedPostgres postgres) {
    return Flyway.configure()
        .dataSource(postgres.jdbcUrl("router"), postgres.user(), postgres.password());
  }
}
