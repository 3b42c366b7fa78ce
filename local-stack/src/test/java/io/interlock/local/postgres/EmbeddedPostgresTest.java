package io.interlock.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedPostgresTest {
  @TempDir Path folder;

  @Test
  void shouldWriteThroughToDiskWhenAsked() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      // When, Then
      assertThat(value(postgres, "show fsync")).isEqualTo("on");
      assertThat(value(postgres, "show synchronous_commit")).isEqualTo("on");
      try (Connection audit = postgres.connect("audit")) {
        assertThat(audit.isValid(1)).isTrue();
      }
    }
  }

  @Test
  void shouldKeepRowsWhenStoppedAndStarted() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      // Given
      execute(postgres, "create table kept as select 'before' as word");

      // When
      postgres.stop();
      postgres.start();

      // Then
      assertThat(value(postgres, "select word from kept")).isEqualTo("before");
    }
  }

  @Test
  void shouldKeepCommittedRowsWhenKilled() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
      // Given
      execute(postgres, "create table kept as select 'before' as word");

      // When
      postgres.kill();
      assertThatThrownBy(() -> value(postgres, "select 1")).isInstanceOf(SQLException.class);
      postgres.start();

      // Then
      assertThat(value(postgres, "select word from kept")).isEqualTo("before");
    }
  }

  @Test
  void shouldAnswerAgainWhenThawed() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder);
        Connection connection = postgres.connect("router");
        Statement statement = connection.createStatement()) {
      // Given
      postgres.freeze();
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try (ResultSet result = statement.executeQuery("select 'alive'")) {
                  result.next();
                  return result.getString(1);
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      boolean answeredWhileFrozen =
          answer.completeOnTimeout("nothing", 300, TimeUnit.MILLISECONDS).join().equals("alive");

      // When
      postgres.thaw();

      // Then
      assertThat(answeredWhileFrozen).isFalse();
      assertThat(value(postgres, "select 'alive'")).isEqualTo("alive");
    }
  }

  @Test
  void shouldSayWhyWhenThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // When, Then
      assertThatThrownBy(() -> EmbeddedPostgres.start(folder, taken.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Address already in use");
    }
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect("router");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (Connection connection = postgres.connect("router");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
