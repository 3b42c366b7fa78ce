package io.interlock.local.mt5.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is to go wrong, with the next commands it fits.
 *
 * @param action only with commands of this action; null: any
 * @param clientOrderId only with this order; null: any
 * @param times how often; 1 if absent
 * @param millis how long a DELAY_REPLY or SLOW takes
 * @param retcode MetaTrader's code of a REJECT
 * @param fraction of a FILL_FRACTION: below 1 fills in part, above 1 too much
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(
    Kind kind,
    @Nullable String action,
    @Nullable String clientOrderId,
    @Nullable Integer times,
    @Nullable Long millis,
    @Nullable Integer retcode,
    @Nullable BigDecimal fraction) {

  /** When a fault strikes. */
  public enum Phase {
    REQUEST,
    EXECUTION,
    REPLY
  }

  /** What goes wrong. */
  public enum Kind {
    /** The request never arrives. */
    LOSE_REQUEST(Phase.REQUEST),
    /** The broker refuses with a retcode. */
    REJECT(Phase.EXECUTION),
    /** The broker refuses because the price moved. */
    REQUOTE(Phase.EXECUTION),
    /** The broker fills another volume than was asked for. */
    FILL_FRACTION(Phase.EXECUTION),
    /** The broker takes its time. */
    SLOW(Phase.EXECUTION),
    /** The broker executes, but the terminal does not hear of it; the host answers UNKNOWN. */
    NO_RESULT(Phase.EXECUTION),
    /** Executed, but the reply never arrives. */
    LOSE_REPLY(Phase.REPLY),
    DELAY_REPLY(Phase.REPLY),
    /** The reply arrives twice. */
    DUPLICATE_REPLY(Phase.REPLY),
    /** The reply is not JSON. */
    GARBAGE_REPLY(Phase.REPLY),
    /** The reply is longer than the wire allows. */
    OVERSIZED_REPLY(Phase.REPLY),
    /** Every connection is cut instead of the reply. */
    DROP_CONNECTION(Phase.REPLY);

    private final Phase phase;

    Kind(Phase phase) {
      this.phase = phase;
    }

    public Phase phase() {
      return phase;
    }
  }

  public Fault {
    Rule.required("kind", kind);
    Rule.that(times == null || times > 0, "times", times, "must be greater than 0");
    Rule.that(
        millis != null || (kind != Kind.DELAY_REPLY && kind != Kind.SLOW),
        "millis",
        millis,
        "is required for " + kind);
    Rule.that(retcode != null || kind != Kind.REJECT, "retcode", retcode, "is required");
    if (kind == Kind.FILL_FRACTION) {
      Rule.positive("fraction", fraction);
    }
  }

  /** Strikes the next command of an action, once. */
  public static Fault next(Kind kind, @Nullable String action) {
    return new Fault(kind, action, null, 1, null, null, null);
  }

  public static Fault delayReply(@Nullable String action, long millis) {
    return new Fault(Kind.DELAY_REPLY, action, null, 1, millis, null, null);
  }

  public static Fault slow(@Nullable String action, long millis) {
    return new Fault(Kind.SLOW, action, null, 1, millis, null, null);
  }

  public static Fault reject(int retcode) {
    return new Fault(Kind.REJECT, "OPEN_ORDER", null, 1, null, retcode, null);
  }

  public static Fault fill(String fraction) {
    return new Fault(
        Kind.FILL_FRACTION, "OPEN_ORDER", null, 1, null, null, new BigDecimal(fraction));
  }

  /** The same fault, striking that often. */
  public Fault times(int count) {
    return new Fault(kind, action, clientOrderId, count, millis, retcode, fraction);
  }

  /** The same fault, striking one order only. */
  public Fault of(String order) {
    return new Fault(kind, action, order, times, millis, retcode, fraction);
  }

  boolean strikes(Phase phase, String ofAction, @Nullable String ofOrder) {
    return kind.phase() == phase
        && (action == null || action.equals(ofAction))
        && (clientOrderId == null || clientOrderId.equals(ofOrder));
  }
}
