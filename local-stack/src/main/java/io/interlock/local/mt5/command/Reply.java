package io.interlock.local.mt5.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import org.jspecify.annotations.Nullable;

/** The result of a command before it is put into an envelope; also what the journal keeps of it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Reply(Status status, @Nullable JsonNode data, @Nullable WireError error, boolean duplicate) {
  /** How a command went. */
  enum Status {
    SUCCESS,
    ERROR,
    PENDING
  }

  /** What was wrong. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record WireError(
      String code,
      String message,
      @Nullable Integer retcode,
      @Nullable String field,
      @Nullable String value,
      @Nullable String rule) {}

  static Reply success(Object data) {
    return new Reply(Status.SUCCESS, Json.treeOf(data), null, false);
  }

  static Reply pending(Object data) {
    return new Reply(Status.PENDING, Json.treeOf(data), null, false);
  }

  static Reply error(String code, String message) {
    return new Reply(
        Status.ERROR, null, new WireError(code, message, null, null, null, null), false);
  }

  /** A refusal that names what was found and what it should have been. */
  static Reply refused(String code, String field, @Nullable Object value, String rule) {
    String text = String.valueOf(value);
    return new Reply(
        Status.ERROR,
        null,
        new WireError(code, field + " " + rule, null, field, text, rule),
        false);
  }

  static Reply badRequest(InvalidMessage e) {
    return refused("BAD_REQUEST", e.field(), e.value(), e.rule());
  }

  static Reply rejected(OrderResult result, int retcode, String message) {
    return new Reply(
        Status.ERROR,
        Json.treeOf(result),
        new WireError("REJECTED", message, retcode, null, null, null),
        false);
  }

  Reply asDuplicate() {
    return new Reply(status, data, error, true);
  }
}
