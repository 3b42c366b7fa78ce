package io.interlock.router.intake;

import io.interlock.contracts.broker.RoutingPolicy.Route;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import io.interlock.router.order.Order;
import io.interlock.router.order.Terms;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold of the order a CLOSE, MODIFY or CANCEL is about. Pure. */
final class TargetRules {
  private TargetRules() {}

  /** Why the command can't be carried out on its target; null if it can, or has none. */
  static @Nullable Reason objection(Candidate candidate) {
    Terms terms = candidate.terms();
    if (!(candidate.route() instanceof Route.To)) {
      return null;
    }
    return switch (terms.command()) {
      case OPEN -> null;
      case CLOSE ->
          terms.ticket() == null
              ? reason(DenialReason.TARGET_UNKNOWN, "there is no position to close", candidate)
              : null;
      case CANCEL -> working(candidate);
      case MODIFY -> terms.ticket() != null ? null : working(candidate);
    };
  }

  private static @Nullable Reason working(Candidate candidate) {
    Order target = candidate.target();
    if (target == null) {
      return reason(DenialReason.TARGET_UNKNOWN, "the order it is about is not known", candidate);
    }
    boolean may = !target.done() && target.terms().command() == Command.OPEN;
    boolean reviewed = target.state() == OrderState.MANUAL_REVIEW;
    return may && !reviewed
        ? null
        : reason(DenialReason.TARGET_NOT_WORKING, "the order it is about does not work", candidate);
  }

  private static Reason reason(DenialReason code, String message, Candidate candidate) {
    Order target = candidate.target();
    return new Reason(
        code.name(),
        message,
        Map.of(
            "target",
            String.valueOf(candidate.terms().target()),
            "state",
            target == null ? "none" : target.state().name()));
  }
}
