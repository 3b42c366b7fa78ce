package io.interlock.gateway.session;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.gateway.wire.HostRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A command from the moment it was handed over until its caller knows what became of it. */
final class WaitingCommand {

  /** Whether it may be written. */
  interface Permit {

    /** Why not, at this moment; null: nothing is against it. Changes nothing. */
    @Nullable GatewayResult refusal();

    /**
     * Asked last, immediately before the write with the gate held: records that it is written.
     *
     * @return null: go
     */
    @Nullable GatewayResult claim();
  }

  private final HostRequest.Change command;
  private final CommandTerms terms;
  private final Permit permit;
  private final Consumer<GatewayResult> late;
  private final CompletableFuture<GatewayResult> result = new CompletableFuture<>();
  private final AtomicBoolean taken = new AtomicBoolean();
  private volatile @Nullable GatewayResult news;

  /**
   * @param late told what a reply proved that came after the result
   */
  WaitingCommand(
      HostRequest.Change command, CommandTerms terms, Permit permit, Consumer<GatewayResult> late) {
    this.command = command;
    this.terms = terms;
    this.permit = permit;
    this.late = late;
  }

  HostRequest.Change command() {
    return command;
  }

  CommandTerms terms() {
    return terms;
  }

  CompletableFuture<GatewayResult> result() {
    return result;
  }

  /** Once, for whoever answers for it: the frame that carries it, or the one that refuses it. */
  boolean take() {
    return taken.compareAndSet(false, true);
  }

  boolean taken() {
    return taken.get();
  }

  Permit permit() {
    return permit;
  }

  void late(GatewayResult verdict) {
    late.accept(verdict);
  }

  /** What the host's events have told of its order while its reply is awaited; null: nothing. */
  @Nullable GatewayResult news() {
    return news;
  }

  void news(GatewayResult told) {
    news = told;
  }
}
