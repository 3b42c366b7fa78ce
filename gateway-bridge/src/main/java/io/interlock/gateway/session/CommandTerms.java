package io.interlock.gateway.session;

import io.interlock.contracts.gateway.CommandContext;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Under which terms a command may be written and is waited for; all moments on our monotonic clock.
 *
 * @param deadlineNanos after which it must not be written
 * @param waitNanos how long it may wait to be written
 * @param timeoutNanos how long its caller waits once it is written
 * @param graceNanos how much longer a reply is listened for
 */
record CommandTerms(
    boolean opening,
    long epoch,
    long deadlineNanos,
    long waitNanos,
    long timeoutNanos,
    long graceNanos,
    @Nullable String traceparent) {
  private static final Duration FARTHEST = Duration.ofDays(1);

  /** Of a command that only lowers risk and that nobody upstream has sent. */
  static CommandTerms reducing(Duration toDeadline, SessionTerms session) {
    return new CommandTerms(
        false,
        0,
        System.nanoTime() + toDeadline.toNanos(),
        toDeadline.toNanos(),
        session.commandTimeout().toNanos(),
        toDeadline.plus(session.lateReplyGrace()).toNanos(),
        null);
  }

  static CommandTerms of(
      CommandContext context, boolean opening, Clock clock, SessionTerms session) {
    Duration left = Duration.between(clock.instant(), context.deadline());
    Duration bounded = left.compareTo(FARTHEST) > 0 ? FARTHEST : left;
    long toDeadline = Math.max(bounded.toNanos(), 0);
    return new CommandTerms(
        opening,
        context.epoch(),
        System.nanoTime() + toDeadline,
        session.queueWait().toNanos(),
        session.commandTimeout().toNanos(),
        toDeadline + session.lateReplyGrace().toNanos(),
        context.traceparent());
  }
}
