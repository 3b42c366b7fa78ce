package io.interlock.router.order;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.order.OrderState;
import io.interlock.contracts.order.Reason;
import java.time.Duration;
import java.time.Instant;

/** When an order may be sent, and what its answer means. Pure. */
public final class SendPolicy {
  /** Sends of an order that provably never left before are this many at most. */
  public static final int MOST_TRIES = 4;

  private static final long FIRST_PAUSE_MILLIS = 250;

  private SendPolicy() {}

  /** What to do with an order whose turn it is. */
  public sealed interface Turn {
    /** Send it. */
    record Send() implements Turn {}

    /** It may not be sent any more, and this follows. */
    record Over(Event event) implements Turn {}

    /** It is not ours to send. */
    record Leave() implements Turn {}
  }

  /**
   * @param admittedHere this process let it through the gate itself and knows how often it was
   *     sent; what is found in a journal is asked about instead
   * @param heldEpoch writer epoch held for its account now
   */
  public static Turn turn(Order order, boolean admittedHere, long heldEpoch, Instant now) {
    if (!admittedHere
        || order.state() != OrderState.SUBMITTING
        || order.epoch() != heldEpoch
        || order.deadline() == null) {
      return new Turn.Leave();
    }
    if (!now.isBefore(order.deadline())) {
      return new Turn.Over(
          new Event.Refused(Reason.of("DEADLINE_PASSED", "it was not sent in time")));
    }
    return new Turn.Send();
  }

  /**
   * What an answer means.
   *
   * @param tries sends made before this one, none of which left
   * @param jitter factor on the pause before the next try, about 1
   */
  public static Answered answered(
      Order order, GatewayResult result, int tries, double jitter, Instant now) {
    return switch (result) {
      case GatewayResult.Placed placed -> Answered.of(new Event.VenueTold(placed.order()));
      case GatewayResult.Rejected rejected ->
          Answered.of(new Event.Refused(Reason.of(rejected.code(), said(rejected.message()))));
      case GatewayResult.InDoubt doubt ->
          Answered.of(new Event.Doubtful(Reason.of(doubt.code(), said(doubt.message()))));
      case GatewayResult.NotSent notSent -> {
        Duration pause = Duration.ofMillis((long) ((FIRST_PAUSE_MILLIS << tries) * jitter));
        boolean again =
            tries + 1 < MOST_TRIES
                && order.deadline() != null
                && now.plus(pause).isBefore(order.deadline());
        Event event = new Event.NotSent(Reason.of(notSent.code(), said(notSent.message())), !again);
        yield new Answered(event, again ? pause : Duration.ZERO, again);
      }
    };
  }

  /**
   * @param event what happened to the order
   * @param again it is sent once more, after the pause
   */
  public record Answered(Event event, Duration pause, boolean again) {
    static Answered of(Event event) {
      return new Answered(event, Duration.ZERO, false);
    }
  }

  @SuppressWarnings("NullAway") // JSON may leave a message out
  private static String said(String message) {
    return message == null ? "no more was said" : message;
  }
}
