package io.interlock.router.rest;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.signal.DecodedSignal;
import io.interlock.contracts.signal.SignalDecoder;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/**
 * CANCEL, MODIFY and CLOSE of an order over HTTP: each becomes a signal like any other, with an
 * order id of its own, and answers with what became of it.
 */
@Path("/orders/{id}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"trader", "risk-officer", "service"})
public class OrderCommandsResource {
  private final Executions executions;

  OrderCommandsResource(Executions executions) {
    this.executions = executions;
  }

  @POST
  @Path("/cancel")
  @Operation(summary = "Cancel what still works of an order")
  public Uni<RestResponse<?>> cancel(
      @PathParam("id") String id,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @QueryParam("wait_ms") @Nullable String waitMillis)
      throws InvalidMessage {
    return send(id, Command.CANCEL, Map.of(), idempotencyKey, waitMillis);
  }

  @POST
  @Path("/modify")
  @Operation(summary = "Change prices, expiry or protective legs of a working order")
  @RequestBody(content = @Content(schema = @Schema(implementation = Amendment.class)))
  public Uni<RestResponse<?>> modify(
      @PathParam("id") String id,
      byte[] body,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @QueryParam("wait_ms") @Nullable String waitMillis)
      throws InvalidMessage {
    Amendment amendment = Json.read(body, Amendment.class);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("revision", amendment.revision());
    fields.put("price", amendment.price());
    fields.put("stop_price", amendment.stopPrice());
    fields.put("stop_loss", amendment.stopLoss());
    fields.put("take_profit", amendment.takeProfit());
    fields.put("expires_at", amendment.expiresAt());
    return send(id, Command.MODIFY, fields, idempotencyKey, waitMillis);
  }

  @POST
  @Path("/close")
  @Operation(summary = "Close the position an order opened, wholly or in part")
  @RequestBody(
      required = false,
      content = @Content(schema = @Schema(implementation = Closing.class)))
  public Uni<RestResponse<?>> close(
      @PathParam("id") String id,
      byte @Nullable [] body,
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey,
      @QueryParam("wait_ms") @Nullable String waitMillis)
      throws InvalidMessage {
    Closing closing =
        body == null || body.length == 0 ? new Closing(null, null) : Json.read(body, Closing.class);
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("volume", closing.volume());
    fields.put("max_slippage_pips", closing.maxSlippagePips());
    return send(id, Command.CLOSE, fields, idempotencyKey, waitMillis);
  }

  private Uni<RestResponse<?>> send(
      String id,
      Command command,
      Map<String, @Nullable Object> fields,
      @Nullable String idempotencyKey,
      @Nullable String waitMillis)
      throws InvalidMessage {
    OrderId target = Answers.orderId(id);
    String key = Requests.key(idempotencyKey);
    String identity = key == null ? "http:" + UUID.randomUUID() : key;
    var wait = Requests.waiting(waitMillis);
    return Answers.uni(executions.find(target))
        .onItem()
        .transformToUni(
            found -> {
              if (found.isEmpty()) {
                return Uni.createFrom()
                    .<RestResponse<?>>item(
                        Answers.refused(Status.NOT_FOUND, "id", id, "is no order's"));
              }
              DecodedSignal decoded;
              try {
                decoded = signal(found.get(), identity, command, fields);
              } catch (InvalidMessage e) {
                return Uni.createFrom().<RestResponse<?>>failure(e);
              }
              return Answers.uni(
                      executions.execute(decoded, identity, found.get().account(), null, wait))
                  .<RestResponse<?>>map(answer -> Answers.executed(answer, false));
            })
        .onFailure(failure -> !(failure instanceof InvalidMessage))
        .recoverWithItem(Answers::away);
  }

  /** The order's own strategy gives the command: it is about nobody else's order. */
  private static DecodedSignal signal(
      ExecutionConfirmation order,
      String identity,
      Command command,
      Map<String, @Nullable Object> fields)
      throws InvalidMessage {
    Map<String, @Nullable Object> signal = new LinkedHashMap<>();
    signal.put("signal_id", identity);
    signal.put("strategy", order.strategy() == null ? "unnamed" : order.strategy());
    signal.put("command", command);
    signal.put("target", order.executionId());
    fields.forEach(
        (name, value) -> {
          if (value != null) {
            signal.put(name, value);
          }
        });
    return SignalDecoder.decode(Json.bytes(signal));
  }
}
