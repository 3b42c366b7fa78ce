package io.interlock.router.risk;

import io.interlock.contracts.control.Limits;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.control.TradingMode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Controls as rows of {@code control_version}, and what follows a version. */
final class ControlRows {
  private ControlRows() {}

  /** The version after the known one, with its mode and limits. */
  static TradingControl next(
      Scope scope,
      @Nullable TradingControl known,
      long killEpoch,
      boolean killed,
      String by,
      String reason,
      Instant at) {
    return new TradingControl(
        scope,
        known == null ? 1 : known.version() + 1,
        known == null ? TradingMode.ACTIVE : known.mode(),
        killEpoch,
        killed,
        known == null ? Limits.NONE : known.limits(),
        by,
        reason,
        at);
  }

  /** Scope, version and content. */
  static Tuple tuple(TradingControl control) {
    return Tuple.of(control.scope().toString(), control.version(), Json.text(control));
  }

  static Optional<TradingControl> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(control(rows.iterator().next()));
  }

  static TradingControl control(Row row) {
    String json = row.getString("control");
    try {
      return Json.readTolerant(json.getBytes(StandardCharsets.UTF_8), TradingControl.class);
    } catch (InvalidMessage e) {
      throw new IllegalStateException("control_version holds what can't be read: " + json, e);
    }
  }
}
