package io.interlock.contracts.gateway;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.interlock.contracts.json.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What came of a command to a venue.
 *
 * <p>Only {@link NotSent} may be tried again, with the same order under the same id. {@link
 * InDoubt} is never sent again; its truth is asked for.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
  @JsonSubTypes.Type(value = GatewayResult.Placed.class, name = "PLACED"),
  @JsonSubTypes.Type(value = GatewayResult.Rejected.class, name = "REJECTED"),
  @JsonSubTypes.Type(value = GatewayResult.NotSent.class, name = "NOT_SENT"),
  @JsonSubTypes.Type(value = GatewayResult.InDoubt.class, name = "IN_DOUBT")
})
public sealed interface GatewayResult {
  /**
   * The venue has it.
   *
   * @param duplicate it answered with the stored result of an earlier send
   */
  record Placed(VenueOrder order, boolean duplicate) implements GatewayResult {
    public Placed {
      Rule.required("order", order);
    }
  }

  /**
   * Refused, definitively; nothing was executed.
   *
   * @param code typed, e.g. {@code DEADLINE_PASSED}, {@code KILLED}, {@code STALE_EPOCH} or the
   *     venue's own
   * @param by who refused: {@code bridge}, {@code host} or {@code venue}
   */
  record Rejected(String code, String message, String by, @Nullable Integer retcode)
      implements GatewayResult {
    public Rejected {
      Rule.name("code", code);
    }
  }

  /** Provably never left; may be tried again inside its deadline. */
  record NotSent(String code, String message) implements GatewayResult {
    public NotSent {
      Rule.name("code", code);
    }
  }

  /** Anything else. */
  record InDoubt(String code, String message) implements GatewayResult {
    public InDoubt {
      Rule.name("code", code);
    }
  }
}
