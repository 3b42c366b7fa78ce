package io.interlock.gateway.session;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.session.HostLink.Answer;
import io.interlock.gateway.transport.Delivery;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Stamp;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A query to a host, not yet handed over, and its answer to come. */
record Question(Exchange exchange, CompletableFuture<Answer> answer) {

  /** Is told of an answer that could be read, before anybody else. */
  interface Listener {
    void heard(HostRequest request, HostReply reply, long roundTripNanos);
  }

  /**
   * @param stamp makes the stamp for a request id, immediately before the write
   */
  static Question of(
      HostRequest.Query query,
      HostDialect dialect,
      Function<String, Stamp> stamp,
      long timeoutNanos,
      Listener listener) {
    String requestId = UUID.randomUUID().toString();
    Exchange exchange =
        Exchange.query(
            () -> new Exchange.Draft.Frame(dialect.encode(query, stamp.apply(requestId))),
            timeoutNanos);
    return new Question(
        exchange,
        exchange
            .delivery()
            .thenApply(
                delivery ->
                    switch (delivery) {
                      case Delivery.Answered(var body, var roundTrip) ->
                          read(query, dialect, requestId, body, roundTrip, listener);
                      case Delivery.Withheld(var verdict) ->
                          new Answer.Silent("WITHHELD", verdict.toString());
                      case Delivery.NotWritten(var code, var message) ->
                          new Answer.Silent(code, message);
                      case Delivery.Unanswered(var code, var message) ->
                          new Answer.Silent(code, message);
                    }));
  }

  private static Answer read(
      HostRequest.Query query,
      HostDialect dialect,
      String requestId,
      byte[] body,
      long roundTrip,
      Listener listener) {
    try {
      HostReply reply = dialect.decode(query, body);
      String mismatch = reply.mismatch(requestId);
      if (mismatch != null) {
        return new Answer.Silent("BAD_REPLY", mismatch);
      }
      listener.heard(query, reply, roundTrip);
      return new Answer.Heard(reply);
    } catch (InvalidMessage e) {
      return new Answer.Silent("BAD_REPLY", "answered " + e.getMessage());
    }
  }
}
