package io.interlock.gateway.wire;

import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.ClientOrderId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Orders told from less than a host's whole result. */
public final class ToldOrder {
  private ToldOrder() {}

  /** Accepted and journalled by the host; what comes of it is reported. */
  static VenueOrder pending(HostRequest.Change command) {
    return bare(command.subject(), VenueOrderState.PENDING, null, null);
  }

  /**
   * Refused, and never to be sent again.
   *
   * @param code why
   */
  static VenueOrder refused(ClientOrderId id, String code, String message) {
    VenueOrderState state =
        code.equals("DEADLINE_PASSED") ? VenueOrderState.EXPIRED : VenueOrderState.REJECTED;
    return bare(id, state, code, message);
  }

  private static VenueOrder bare(
      @Nullable ClientOrderId id,
      VenueOrderState state,
      @Nullable String code,
      @Nullable String message) {
    return new VenueOrder(
        id,
        null,
        null,
        null,
        null,
        state,
        null,
        BigDecimal.ZERO,
        null,
        List.of(),
        null,
        null,
        code,
        message,
        null,
        null);
  }

  /** Changed protective legs are told as the filled order that holds the position. */
  static VenueOrder holding(VenuePosition position) {
    return filled(position, null, null);
  }

  /** The order whose id a position carries. */
  public static VenueOrder found(VenuePosition position) {
    return filled(position, "found as a position", position.openedAt());
  }

  private static VenueOrder filled(
      VenuePosition position, @Nullable String message, @Nullable Instant at) {
    return new VenueOrder(
        position.clientOrderId(),
        null,
        position.ticket(),
        position.symbol(),
        position.side(),
        VenueOrderState.FILLED,
        position.volume(),
        position.volume(),
        position.openPrice(),
        List.of(),
        null,
        null,
        null,
        message,
        position.magic(),
        at);
  }
}
