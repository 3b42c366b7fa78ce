package io.interlock.systemtests.stack;

import io.interlock.local.postgres.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks into a service's database past the service. */
public final class Database {
  private final EmbeddedPostgres server;
  private final String name;

  Database(EmbeddedPostgres server, String name) {
    this.server = server;
    this.name = name;
  }

  /** The rows of a query, each as text, null as "null". */
  public List<List<String>> rows(String query, Object... parameters) {
    try (Connection connection = server.connect(name);
        PreparedStatement statement = connection.prepareStatement(query)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = statement.executeQuery()) {
        List<List<String>> rows = new ArrayList<>();
        while (result.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
            row.add(String.valueOf(result.getString(column)));
          }
          rows.add(row);
        }
        return rows;
      }
    } catch (SQLException e) {
      throw new AssertionError("can't ask database " + name + ": " + query, e);
    }
  }

  /** The one number a query answers. */
  public long number(String query, Object... parameters) {
    return Long.parseLong(rows(query, parameters).getFirst().getFirst());
  }
}
