package io.interlock.router.rest;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Rule;
import io.interlock.contracts.order.OrderId;
import io.interlock.edge.Refusal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import java.net.URI;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Answers that several resources give. */
final class Answers {

  private Answers() {}

  static RestResponse<?> refused(Status status, String field, Object value, String rule) {
    return RestResponse.status(status, new Refusal(field, String.valueOf(value), rule));
  }

  /** 503 that says what is away; nothing was changed. */
  static RestResponse<?> away(Throwable failure) {
    return refused(
        Status.SERVICE_UNAVAILABLE,
        "database",
        String.valueOf(failure.getMessage()),
        "must answer for this");
  }

  /** What came of a signal; a refusal by a control or a venue is an outcome, not an error. */
  static RestResponse<?> executed(Executions.Answer answer, boolean several) {
    return switch (answer) {
      case Executions.Answer.Known(var legs) -> RestResponse.ok(several ? legs : legs.getFirst());
      case Executions.Answer.Pending(var legs) ->
          RestResponse.ResponseBuilder.<Object>create(Status.ACCEPTED)
              .entity(several ? legs : legs.getFirst())
              .location(URI.create("/orders/" + legs.getFirst().executionId()))
              .build();
      case Executions.Answer.OtherPayload(var order) ->
          refused(Status.CONFLICT, "signal_id", order, "belongs to an order of another payload");
      case Executions.Answer.Unavailable(var problem) ->
          refused(
              Status.SERVICE_UNAVAILABLE,
              "kafka",
              problem,
              "must take the signal; send it again under the same id");
    };
  }

  static <T> Uni<T> uni(Future<T> future) {
    return Uni.createFrom().completionStage(future.toCompletionStage());
  }

  static Scope scope(String text) throws InvalidMessage {
    try {
      return Scope.parse(text);
    } catch (Rule.Broken e) {
      throw new InvalidMessage(e.field(), e.value(), e.rule());
    }
  }

  static OrderId orderId(String text) throws InvalidMessage {
    try {
      return new OrderId(text);
    } catch (Rule.Broken e) {
      throw new InvalidMessage(e.field(), e.value(), e.rule());
    }
  }
}
