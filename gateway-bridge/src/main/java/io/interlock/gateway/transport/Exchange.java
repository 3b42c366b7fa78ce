package io.interlock.gateway.transport;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.gateway.GatewayResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One frame to a host and what comes back.
 *
 * <p>The frame is drafted on the channel's thread immediately before the write, so that deadline,
 * epoch, host start and kill latch are looked at then and not earlier.
 */
public final class Exchange {

  /** Whether it may be written while others wait for their reply. */
  public enum Kind {
    QUERY,
    /** May trade: written in turn, and a time-out of it ends the use of its connection. */
    CHANGE
  }

  /** What is asked on the channel's thread until the frame is written. */
  @FunctionalInterface
  public interface Drafter {

    /** Why it would not be written now; null: nothing is against it. Changes nothing. */
    default @Nullable GatewayResult refusal() {
      return null;
    }

    /**
     * Drafts the frame, with the write gate held; called again if the connection could not take it.
     */
    Draft draft();
  }

  /** What is to be written, or why nothing is. */
  public sealed interface Draft {
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Frame(byte[] body) implements Draft {}

    record Withheld(GatewayResult verdict) implements Draft {}
  }

  /** A reply comes with the news of its order, or hardly later; otherwise it is lost. */
  private static final long REPLY_BEHIND_NEWS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Kind kind;
  private final Drafter drafter;
  private final long queuedNanos = System.nanoTime();
  private final long waitNanos;
  private final long timeoutNanos;
  private final long graceNanos;
  private final Consumer<byte[]> lateReply;
  private final CompletableFuture<Delivery> delivery = new CompletableFuture<>();
  private volatile @Nullable Long settledNanos;

  private Exchange(
      Kind kind,
      Drafter drafter,
      long waitNanos,
      long timeoutNanos,
      long graceNanos,
      Consumer<byte[]> lateReply) {
    this.kind = requireNonNull(kind, "kind is null");
    this.drafter = requireNonNull(drafter, "drafter is null");
    this.waitNanos = waitNanos;
    this.timeoutNanos = timeoutNanos;
    this.graceNanos = graceNanos;
    this.lateReply = requireNonNull(lateReply, "lateReply is null");
  }

  public static Exchange query(Drafter drafter, long timeoutNanos) {
    return new Exchange(Kind.QUERY, drafter, Long.MAX_VALUE, timeoutNanos, 0, _ -> {});
  }

  /**
   * @param waitNanos how long it may wait to be written; after that it never is
   * @param graceNanos how long after the time-out a reply is still listened for
   * @param lateReply takes it, on the channel's thread
   */
  public static Exchange change(
      Drafter drafter,
      long waitNanos,
      long timeoutNanos,
      long graceNanos,
      Consumer<byte[]> lateReply) {
    return new Exchange(Kind.CHANGE, drafter, waitNanos, timeoutNanos, graceNanos, lateReply);
  }

  public CompletableFuture<Delivery> delivery() {
    return delivery;
  }

  /**
   * Its outcome is known from elsewhere: a reply that does not follow soon is not waited for. Any
   * thread may call it.
   */
  public void settled() {
    if (settledNanos == null) {
      settledNanos = System.nanoTime();
    }
  }

  /** It has waited too long to be written. */
  boolean overdue(long now) {
    return now - queuedNanos >= waitNanos;
  }

  /** Nobody waits for its reply any more. */
  boolean over(long now, long sentNanos) {
    Long settled = settledNanos;
    return now - sentNanos >= timeoutNanos
        || (settled != null && now - Math.max(settled, sentNanos) >= REPLY_BEHIND_NEWS_NANOS);
  }

  Kind kind() {
    return kind;
  }

  @Nullable GatewayResult refusal() {
    return drafter.refusal();
  }

  Draft draft() {
    return drafter.draft();
  }

  long timeoutNanos() {
    return timeoutNanos;
  }

  long graceNanos() {
    return graceNanos;
  }

  void late(byte[] body) {
    lateReply.accept(body);
  }
}
