package io.interlock.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.router.testkit.RouterDatabase;
import io.vertx.pgclient.PgConnectOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A statement is planned once a connection. Planned while its tables were known to be empty, it
 * must still look rows up when there are millions.
 */
class JournalPlansTest {
  private static final Pattern SCAN =
      Pattern.compile(
          " on (orders|order_journal|relay_pending|cancel_tombstone|modify_revision|fills)\\b");

  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static Connection database;

  @BeforeAll
  static void start() throws Exception {
    postgres = RouterDatabase.start(folder);
    Properties simple = new Properties();
    simple.setProperty("user", postgres.user());
    simple.setProperty("password", postgres.password());
    simple.setProperty("preferQueryMode", "simple"); // parameters stay open
    database = DriverManager.getConnection(postgres.jdbcUrl("router"), simple);
    try (Statement statement = database.createStatement()) {
      statement.execute("vacuum analyze");
      for (var property :
          JournalPool.plannedOnce(new PgConnectOptions()).getProperties().entrySet()) {
        if (property.getKey().startsWith("enable_") || property.getKey().equals("jit")) {
          statement.execute("set %s = '%s'".formatted(property.getKey(), property.getValue()));
        }
      }
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    database.close();
    postgres.close();
  }

  static List<String> statements() {
    return List.of(
        GateStatement.MANY,
        GateStatement.ONE,
        JournalGate.CLAIMS,
        JournalWriter.APPEND,
        JournalWriter.BOOKED_ELSEWHERE,
        JournalWriter.LAST_WRITTEN,
        RelayRows.ACKNOWLEDGED);
  }

  @ParameterizedTest
  @MethodSource("statements")
  void shouldLookRowsUpThoughTablesWereEmptyWhenPlanned(String statement) throws SQLException {
    assertThat(readFromEndToEnd(statement)).isEmpty();
  }

  /** Only what waits is read from its beginning, and only up to the limit. */
  @ParameterizedTest
  @ValueSource(strings = RelayRows.PENDING)
  void shouldReadWhatWaitsInOrder(String statement) throws SQLException {
    assertThat(readFromEndToEnd(statement))
        .singleElement()
        .asString()
        .contains("Index Scan using relay_pending_pkey");
  }

  /** Scans that no condition on an index bounds. */
  private static List<String> readFromEndToEnd(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    String scan = null;
    for (String line : plan(sql)) {
      if (scan != null && !line.contains("Index Cond:") && !line.contains("Recheck Cond:")) {
        found.add(scan);
      }
      Matcher matcher = SCAN.matcher(line);
      scan = matcher.find() && line.contains("Scan") ? line.strip() : null;
    }
    if (scan != null) {
      found.add(scan);
    }
    return found;
  }

  private static List<String> plan(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery("explain (generic_plan) " + sql)) {
      while (rows.next()) {
        lines.add(rows.getString(1));
      }
    }
    return lines;
  }
}
