package io.interlock.gateway.session;

import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.venue.VenueUnavailable;
import io.interlock.gateway.wire.ToldOrder;
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
        return new VenueAnswer.Known(ToldOrder.found(position));
      }
    }
    return new VenueAnswer.Unknown("NOT_FOUND", "no open position carries the id");
  }

  private static VenueAnswer unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    String code = cause instanceof VenueUnavailable unavailable ? unavailable.code() : "INTERNAL";
    return new VenueAnswer.Unknown(code, String.valueOf(cause == null ? failure : cause));
  }
}
