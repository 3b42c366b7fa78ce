package io.interlock.gateway.session;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.transport.Delivery;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.transport.HostChannel;
import io.interlock.gateway.wire.Greeting;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Stamp;
import io.interlock.gateway.wire.Verdict;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands to one host, each at most once, and says what its answers prove. Thread-safe;
 * nothing blocks.
 */
final class CommandWriter {
  private final HostLink link;
  private final HostDialect dialect;
  private final HostChannel channel;

  CommandWriter(HostLink link, HostDialect dialect, HostChannel channel) {
    this.link = link;
    this.dialect = dialect;
    this.channel = channel;
  }

  /**
   * Writes a command, at most once.
   *
   * @param check asked immediately before the write, with the gate held; null: go
   * @param late told what a reply proved that came after the time-out
   */
  CompletableFuture<GatewayResult> change(
      HostRequest.Change command,
      CommandTerms terms,
      Supplier<@Nullable GatewayResult> check,
      Consumer<GatewayResult> late) {
    String requestId = UUID.randomUUID().toString();
    Exchange exchange =
        Exchange.change(
            () -> draft(command, terms, requestId, check),
            terms.timeoutNanos(),
            terms.graceNanos(),
            body -> late.accept(verdict(command, requestId, body, null)));
    channel.submit(exchange);
    return exchange
        .delivery()
        .thenApply(
            delivery ->
                switch (delivery) {
                  case Delivery.Answered(var body, var roundTrip) ->
                      verdict(command, requestId, body, roundTrip);
                  case Delivery.Withheld(var verdict) -> verdict;
                  case Delivery.NotWritten(var code, var message) ->
                      new GatewayResult.NotSent(code, message);
                  case Delivery.Unanswered(var code, var message) ->
                      new GatewayResult.InDoubt(code, message);
                });
  }

  private Exchange.Draft draft(
      HostRequest.Change command,
      CommandTerms terms,
      String requestId,
      Supplier<@Nullable GatewayResult> check) {
    String unfit = terms.opening() ? link.unfit() : null;
    HostState now = link.state();
    Greeting greeting = now.greeting();
    HostClock measured = now.clock();
    if (unfit == null && dialect.removesDuplicates() && (greeting == null || measured == null)) {
      unfit = link.name() + " has not answered HELLO";
    }
    if (unfit != null) {
      return new Exchange.Draft.Withheld(new GatewayResult.NotSent("NOT_CONNECTED", unfit));
    }
    long nowNanos = System.nanoTime();
    if (nowNanos - terms.deadlineNanos() >= 0) {
      return new Exchange.Draft.Withheld(
          new GatewayResult.Rejected(
              "DEADLINE_PASSED", "the deadline passed before the write", "bridge", null));
    }
    // Asked last, because asking may record that the command is being written.
    GatewayResult refusal = check.get();
    if (refusal != null) {
      return new Exchange.Draft.Withheld(refusal);
    }
    Stamp stamp =
        new Stamp(
            requestId,
            link.micros(),
            terms.epoch(),
            greeting == null ? null : greeting.bootId(),
            measured == null ? null : measured.hostMillis(terms.deadlineNanos()),
            terms.traceparent());
    return new Exchange.Draft.Frame(dialect.encode(command, stamp));
  }

  private GatewayResult verdict(
      HostRequest.Change command, String requestId, byte[] body, @Nullable Long roundTrip) {
    try {
      HostReply reply = dialect.decode(command, body);
      String mismatch = HostLink.mismatch(requestId, reply);
      if (mismatch != null) {
        return new GatewayResult.InDoubt("BAD_REPLY", mismatch);
      }
      if (roundTrip != null) {
        link.heard(command, reply, roundTrip);
      }
      return Verdict.ofCommand(command, reply);
    } catch (InvalidMessage e) {
      return new GatewayResult.InDoubt("BAD_REPLY", "answered " + e.getMessage());
    }
  }
}
