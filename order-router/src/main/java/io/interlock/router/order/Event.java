package io.interlock.router.order;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Quality;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happens to an order; {@link OrderMachine} says what follows. */
public sealed interface Event {
  /** A pre-trade control said no. */
  record Denied(Reason reason, @Nullable Long controlsVersion) implements Event {}

  /** Too old to trade, or its time ran out before it was sent. */
  record Expired(Reason reason) implements Event {}

  /**
   * Every control said yes.
   *
   * @param symbol and {@code side}, {@code volume}, {@code maxSlippagePips}: as settled
   * @param decisionPrice what slippage is measured against
   */
  record Approved(
      @Nullable String symbol,
      @Nullable Side side,
      @Nullable BigDecimal volume,
      @Nullable BigDecimal maxSlippagePips,
      @Nullable BigDecimal decisionPrice,
      @Nullable Long controlsVersion)
      implements Event {}

  /**
   * Allowed to leave for the venue once this is committed.
   *
   * @param epoch of the account's writer
   * @param deadline after which it must not be written to the venue
   */
  record Submitted(long epoch, Instant deadline) implements Event {}

  /** The venue said where the order stands: in a reply, on the stream or when asked. */
  record VenueTold(VenueOrder order) implements Event {}

  /** Refused, definitively; nothing was executed. */
  record Refused(Reason reason) implements Event {}

  /**
   * A try that provably never left.
   *
   * @param last no further try is made
   */
  record NotSent(Reason reason, boolean last) implements Event {}

  /** Sent, and not known what came of it. */
  record Doubtful(Reason reason) implements Event {}

  /** The venue had taken it, and now says that it doesn't know what became of it. */
  record Lost(Reason reason) implements Event {}

  /** Provably not at the venue, now and for ever. */
  record ProvedAbsent(Reason reason) implements Event {}

  /** No machine can tell what became of it. */
  record Unresolvable(Reason reason) implements Event {}

  /** A person said what became of it. */
  record Resolved(OrderState to, String actor, Reason reason) implements Event {}

  /** Something else is asked of a working order. */
  record OperationRequested(PendingOperation operation, Reason reason) implements Event {}

  /** It was done. */
  record OperationDone(PendingOperation operation) implements Event {}

  /** It was not done. */
  record OperationRefused(PendingOperation operation, Reason reason) implements Event {}

  /** Fill and decision price were compared. */
  record SlippageMeasured(
      BigDecimal pips, Quality quality, @Nullable BigDecimal arrivalPrice, @Nullable Reason breach)
      implements Event {}

  /** Nothing more is expected. */
  record Confirmed() implements Event {}

  /** The signal arrived again. */
  record Duplicate(Reason reason) implements Event {}

  /** Something a person should look at. */
  record Alarm(Reason reason) implements Event {}
}
