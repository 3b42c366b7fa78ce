package io.interlock.gateway.intake;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.interlock.contracts.json.InvalidMessage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an Expert Advisor is told.
 *
 * @param approved whether it may open; for what only reports or lowers risk always true
 * @param riskMultiplier to multiply its volume with; 0 when it may not open
 * @param timestamp epoch microseconds
 * @param field and {@code value}, {@code rule}: what was wrong with the event, if anything
 */
public record IntakeAnswer(
    Status status,
    boolean approved,
    BigDecimal riskMultiplier,
    @Nullable String reason,
    long timestamp,
    @Nullable String field,
    @Nullable String value,
    @Nullable String rule) {
  /** Whether the event was understood. */
  public enum Status {
    @JsonProperty("ok")
    OK,
    @JsonProperty("error")
    ERROR
  }

  static IntakeAnswer ok(Approval approval, long timestampMicros) {
    return new IntakeAnswer(
        Status.OK,
        approval.approved(),
        approval.riskMultiplier(),
        approval.reason(),
        timestampMicros,
        null,
        null,
        null);
  }

  /** A fault of ours: nothing is wrong with the event, and nothing may be opened. */
  static IntakeAnswer fault(long timestampMicros) {
    return new IntakeAnswer(
        Status.ERROR,
        false,
        BigDecimal.ZERO,
        "internal fault of the bridge, see its log",
        timestampMicros,
        null,
        null,
        null);
  }

  static IntakeAnswer error(InvalidMessage problem, long timestampMicros) {
    return new IntakeAnswer(
        Status.ERROR,
        false,
        BigDecimal.ZERO,
        problem.getMessage(),
        timestampMicros,
        problem.field(),
        problem.value(),
        problem.rule());
  }
}
