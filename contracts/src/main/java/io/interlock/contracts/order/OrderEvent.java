package io.interlock.contracts.order;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.interlock.contracts.json.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of one order, as kept in the journal and published on {@code order.events}.
 *
 * <p>Identity is {@code (orderId, seq)}; {@link #eventId} is made from it, so a redelivered event
 * has the same id. Sequence numbers of an order start at 1 and have no gap.
 *
 * @param from state before; null for the first event
 * @param to state after; equal to {@code from} where the event does not change it
 * @param at when it was decided, microseconds
 * @param source where the signal came from; with {@code signalId} and {@code leg} its claim
 * @param signalId the signal's identity within its source
 * @param account null while none has been chosen
 * @param price limit price or, for market orders, the reference price of the signal
 * @param payload the signal as it arrived, kept on RECEIVED for the audit
 * @param payloadHash SHA-256 of the signal's bytes, hex
 * @param controlsVersion version of the limits it was decided under
 * @param actor person or service that asked, where it wasn't the signal
 */
@JsonIgnoreProperties(
    value = {"event_id", "status"},
    allowGetters = true)
public record OrderEvent(
    OrderId orderId,
    int seq,
    EventKind kind,
    @Nullable OrderState from,
    OrderState to,
    Instant at,
    ClientOrderId clientOrderId,
    String source,
    String signalId,
    int leg,
    Command command,
    @Nullable String strategy,
    @Nullable String account,
    @Nullable String broker,
    @Nullable String symbol,
    @Nullable Side side,
    @Nullable OrderType type,
    @Nullable BigDecimal volume,
    @Nullable BigDecimal price,
    @Nullable Long epoch,
    @Nullable Instant deadline,
    @Nullable Execution execution,
    @Nullable Fill fill,
    @Nullable Reason reason,
    @Nullable Long controlsVersion,
    @Nullable String actor,
    @Nullable String traceparent,
    @Nullable String payloadHash,
    @Nullable String payload) {
  public OrderEvent {
    Rule.required("order_id", orderId);
    Rule.that(seq >= 1, "seq", seq, "must be at least 1");
    Rule.required("kind", kind);
    Rule.required("to", to);
    Rule.required("at", at);
    Rule.required("client_order_id", clientOrderId);
    Rule.name("source", source);
    Rule.required("signal_id", signalId);
    Rule.required("command", command);
  }

  /** Deterministic: order id, dash, sequence number. */
  @JsonProperty
  public String eventId() {
    return orderId.value() + "-" + seq;
  }

  /** What callers see of the state after. */
  @JsonProperty
  public OrderStatus status() {
    return to.status();
  }
}
