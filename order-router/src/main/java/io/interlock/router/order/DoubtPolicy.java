package io.interlock.router.order;

import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.order.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** How doubt about an order is resolved: by asking, never by sending. Pure. */
public final class DoubtPolicy {
  private DoubtPolicy() {}

  /** What an answer leads to. */
  public sealed interface Next {
    /** The doubt is over. */
    record Settled(Event event) implements Next {}

    /** It proves nothing: the venue is to fence the order. */
    record Fence() implements Next {}

    /** It proves nothing: ask again later. */
    record AskAgain() implements Next {}
  }

  /** The venue was asked for the order. One "not found" proves nothing. */
  public static Next asked(VenueAnswer answer) {
    return switch (answer) {
      case VenueAnswer.Known(var told) -> new Next.Settled(new Event.VenueTold(told));
      case VenueAnswer.Absent(var proof) -> absent(proof);
      case VenueAnswer.Unknown unknown -> new Next.Fence();
    };
  }

  /**
   * The venue was asked to fence the order.
   *
   * @param since when it was first asked about this doubt
   * @param giveUpAfter how long it may leave the order unresolved
   */
  public static Next fenced(VenueAnswer answer, Instant since, Duration giveUpAfter, Instant now) {
    return switch (answer) {
      case VenueAnswer.Known(var told) -> new Next.Settled(new Event.VenueTold(told));
      case VenueAnswer.Absent(var proof) -> absent(proof);
      case VenueAnswer.Unknown(var code, var message) ->
          now.isAfter(since.plus(giveUpAfter))
              ? new Next.Settled(
                  new Event.Unresolvable(
                      new Reason(
                          "UNRESOLVED",
                          "the venue can't say what became of it",
                          Map.of(
                              "code", String.valueOf(code), "message", String.valueOf(message)))))
              : new Next.AskAgain();
    };
  }

  private static Next absent(String proof) {
    return new Next.Settled(
        new Event.ProvedAbsent(
            new Reason(
                "PROVED_ABSENT",
                "provably not at the venue",
                Map.of("proof", String.valueOf(proof)))));
  }
}
