package io.interlock.router.intake;

import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.Claim;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.order.Event;
import io.interlock.router.ownership.Ownership;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * What becomes of a signal whose claim exists: the same record read again is nothing; the signal
 * sent again is recorded with its order; the same id with another payload is an alarm.
 */
final class Duplicates {
  private static final Logger LOG = Logger.getLogger(Duplicates.class);

  private final OrderDesk desk;
  private final Ownership ownership;
  private final SignalOutlet outlet;

  Duplicates(OrderDesk desk, Ownership ownership, SignalOutlet outlet) {
    this.desk = desk;
    this.ownership = ownership;
    this.outlet = outlet;
  }

  Future<Void> handle(List<Candidate> repeated, JournalGate gate) {
    if (repeated.isEmpty()) {
      return Future.succeededFuture();
    }
    List<OrderId> ids = repeated.stream().map(leg -> leg.identity().orderId()).distinct().toList();
    return gate.claims(ids)
        .compose(
            claims -> {
              List<Future<Void>> handled = new ArrayList<>();
              for (Candidate leg : repeated) {
                Claim claim = claims.get(leg.identity().orderId());
                if (claim != null && !claim.origin().equals(leg.arrival().origin())) {
                  handled.add(record(leg, claim));
                }
              }
              return Future.all(handled);
            })
        .mapEmpty();
  }

  private Future<Void> record(Candidate leg, Claim claim) {
    if (!ownership.partitions().contains(claim.partition())) {
      String account = claim.account();
      if (account == null || leg.arrival().forwardedTo() != null) {
        LOG.warnf("order %s: its signal came again, and is not ours", claim.orderId());
        return Future.succeededFuture();
      }
      return outlet.forward(leg.arrival(), account, claim.partition());
    }
    return desk.recall(claim.orderId())
        .map(
            found -> {
              if (found.isPresent()) {
                desk.apply(claim.orderId(), event(leg, claim));
              }
              return null;
            });
  }

  private static Event event(Candidate leg, Claim claim) {
    Map<String, String> figures =
        Map.of("origin", leg.arrival().origin(), "first_origin", claim.origin());
    if (claim.payloadHash().equals(leg.identity().payloadHash())) {
      return new Event.Duplicate(new Reason("DUPLICATE_SIGNAL", "the signal came again", figures));
    }
    LOG.errorf("order %s: its signal id came again with another payload", claim.orderId());
    return new Event.Alarm(
        new Reason(
            "SAME_ID_OTHER_PAYLOAD",
            "the signal's id came again with another payload, which is refused",
            figures));
  }
}
