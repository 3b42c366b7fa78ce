package io.interlock.router.rest;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Signals over HTTP, with their outcome as the answer. */
@Path("/execute")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"trader", "service"})
public class ExecuteResource {
  private final Executions executions;

  ExecuteResource(Executions executions) {
    this.executions = executions;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Execute a signal and wait for its outcome",
      description =
          """
          Takes what trade.signals takes: a native signal, a flat order or an approved-trade envelope. \
          Its identity is its signal_id, else the Idempotency-Key header, else, for a payload with a \
          timestamp, the hash of its bytes; the same one again answers with the same order. \
          Waits up to wait_ms, then answers 202 with the id, which GET /orders/{id} knows at once. \
          A signal that names several accounts answers a list, one confirmation an account.""")
  @RequestBody(
      content =
          @Content(
              schema = @Schema(implementation = TradeSignal.class),
              examples = {
                @ExampleObject(
                    name = "native",
                    value =
                        """
                        {"signal_id":"trend-20260305-1","strategy":"trend","symbol":"EURUSD","side":"BUY","volume":"0.10","stop_loss":"1.08000"}"""),
                @ExampleObject(
                    name = "flat order",
                    value =
                        """
                        {"action":"BUY","symbol":"EURUSD","volume":0.1,"timestamp":1772700000.25,"strategy":"trend"}"""),
                @ExampleObject(
                    name = "approved trade",
                    value =
                        """
                        {"signal_id":"rpm-7","decision":{"status":"APPROVED","approved_trade":{"symbol":"EURUSD","direction":1,"position_units":10000}},"portfolio_state":{"trading_halted":false}}""")
              }))
  @APIResponse(
      responseCode = "200",
      description = "The outcome; a refusal is one too",
      content = @Content(schema = @Schema(implementation = ExecutionConfirmation.class)))
  @APIResponse(responseCode = "202", description = "Not done yet; ask GET /orders/{id}")
  @APIResponse(responseCode = "400", description = "Field, value and rule that was broken")
  @APIResponse(responseCode = "409", description = "The id belongs to another payload")
  @APIResponse(
      responseCode = "503",
      description = "Kafka is away; send the same again, under the same id")
  public Uni<RestResponse<?>> execute(
      byte[] body,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @HeaderParam("traceparent") @Nullable String traceparent,
      @QueryParam("wait_ms") @Nullable String waitMillis)
      throws InvalidMessage {
    DecodedSignal decoded = SignalDecoder.decode(body);
    String identity = Requests.identity(decoded, idempotencyKey);
    return Answers.uni(
            executions.execute(decoded, identity, null, traceparent, Requests.waiting(waitMillis)))
        .map(answer -> Answers.executed(answer, !decoded.signal().accounts().isEmpty()));
  }
}
