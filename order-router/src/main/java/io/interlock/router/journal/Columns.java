package io.interlock.router.journal;

import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows turned into one array a column, as {@code unnest} takes them. Filled row by row. */
final class Columns {
  private final int rows;
  private final List<Object[]> columns = new ArrayList<>();
  private int row;
  private int column;

  Columns(int rows) {
    this.rows = rows;
  }

  Columns text(@Nullable String value) {
    next(String[]::new)[row] = value;
    return this;
  }

  Columns number(int value) {
    next(Integer[]::new)[row] = value;
    return this;
  }

  Columns flag(boolean value) {
    next(Boolean[]::new)[row] = value;
    return this;
  }

  Columns time(OffsetDateTime value) {
    next(OffsetDateTime[]::new)[row] = value;
    return this;
  }

  void endRow() {
    row++;
    column = 0;
  }

  Tuple addTo(Tuple tuple) {
    columns.forEach(tuple::addValue);
    return tuple;
  }

  /** Adds the values of the only row. */
  Tuple addRowTo(Tuple tuple) {
    columns.forEach(values -> tuple.addValue(values[0]));
    return tuple;
  }

  private @Nullable Object[] next(java.util.function.IntFunction<Object[]> make) {
    if (row == 0) {
      columns.add(make.apply(rows));
    }
    return columns.get(column++);
  }
}
