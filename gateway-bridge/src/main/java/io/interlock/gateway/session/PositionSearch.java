package io.interlock.gateway.session;

import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenueOrderState;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.venue.VenueUnavailable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Looks an order up where there is no query for orders: by the id in the comment of a position. Not
 * finding it proves nothing.
 */
final class PositionSearch {
  private PositionSearch() {}

  static CompletableFuture<VenueAnswer> find(HostQueries queries, ClientOrderId id) {
    return queries
        .positions()
        .handle(
            (positions, failure) -> failure == null ? among(positions, id) : unavailable(failure));
  }

  private static VenueAnswer among(List<VenuePosition> positions, ClientOrderId id) {
    for (VenuePosition position : positions) {
      if (id.equals(position.clientOrderId())) {
        return new VenueAnswer.Known(filled(position, id));
      }
    }
    return new VenueAnswer.Unknown("NOT_FOUND", "no open position carries the id");
  }

  private static VenueOrder filled(VenuePosition position, ClientOrderId id) {
    return new VenueOrder(
        id,
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
        "found as a position",
        position.magic(),
        position.openedAt());
  }

  private static VenueAnswer unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String code = cause instanceof VenueUnavailable unavailable ? unavailable.code() : "INTERNAL";
    return new VenueAnswer.Unknown(code, String.valueOf(cause == null ? failure : cause));
  }
}
