package io.interlock.router.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.router.testkit.RouterDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits for Kafka waits on when the table that says so changes. */
class RelayMigrationTest {
  @TempDir Path folder;

  @Test
  void shouldKeepEveryEventThatWaits() throws Exception {
    try (EmbeddedPostgres postgres = RouterDatabase.empty(folder)) {
      // Given
      RouterDatabase.migrations(postgres).target("102").load().migrate();
      try (Connection database = postgres.connect("router");
          Statement statement = database.createStatement()) {
        statement.execute(
            "insert into relay_pending values (0, 'A', 3), (0, 'A', 12), (2, 'B', 1)");

        // When
        RouterDatabase.migrations(postgres).load().migrate();

        // Then
        List<String> waiting = new ArrayList<>();
        try (ResultSet rows =
            statement.executeQuery(
                "select commit_key, partition, first_seq, last_seq from relay_pending"
                    + " order by commit_key")) {
          while (rows.next()) {
            waiting.add(
                "%s %d %d-%d"
                    .formatted(rows.getString(1), rows.getInt(2), rows.getInt(3), rows.getInt(4)));
          }
        }
        assertThat(waiting)
            .containsExactly("A:000000003 0 3-3", "A:000000012 0 12-12", "B:000000001 2 1-1");
      }
    }
  }
}
