package io.interlock.contracts.broker;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.interlock.contracts.json.Rule;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge knows of a broker, as published on {@code broker.status}.
 *
 * @param state whether orders can reach it
 * @param hedging positions are kept per ticket; otherwise netted per symbol
 * @param killLatched whether the bridge or the host refuses to open
 * @param epoch highest writer epoch the bridge has accepted
 * @param latencyMicros last round trip to the venue
 * @param problem one sentence when it is not connected
 * @param since when it entered the state
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BrokerStatus(
    String brokerId,
    String account,
    State state,
    boolean hedging,
    boolean killLatched,
    long epoch,
    @Nullable Long latencyMicros,
    @Nullable String problem,
    @Nullable AccountSnapshot accountSnapshot,
    List<SymbolSpecification> specifications,
    Instant since,
    Instant at) {
  /** Whether orders can reach a broker. */
  public enum State {
    CONNECTED,
    /**
     * Reachable, but not fit to open: its trade server is away, or its clock, account or symbols
     * are not known.
     */
    DEGRADED,
    DISCONNECTED
  }

  @SuppressWarnings("NullAway") // JSON may leave collections out
  public BrokerStatus {
    Rule.name("broker_id", brokerId);
    Rule.required("state", state);
    specifications = Rule.list("specifications", specifications);
  }

  public @Nullable SymbolSpecification specification(String symbol) {
    for (SymbolSpecification specification : specifications) {
      if (specification.symbol().equals(symbol)) {
        return specification;
      }
    }
    return null;
  }
}
