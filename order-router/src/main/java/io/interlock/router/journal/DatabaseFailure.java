package io.interlock.router.journal;

import io.vertx.pgclient.PgException;

/** Tells failures that pass (the database is away, failing over, too busy) from those that stay. */
final class DatabaseFailure {
  private DatabaseFailure() {}

  /**
   * Everything without an SQL state is the connection's; of the states: connection (08),
   * serialization and deadlock (40), resources (53), operator intervention (57), read-only after a
   * fail-over (25006).
   */
  static boolean passing(Throwable failure) {
    if (failure instanceof PgException refused && refused.getSqlState() != null) {
      String state = refused.getSqlState();
      return state.startsWith("08")
          || state.startsWith("40")
          || state.startsWith("53")
          || state.startsWith("57")
          || state.equals("25006");
    }
    return !(failure instanceof IllegalArgumentException || failure instanceof ClassCastException);
  }
}
