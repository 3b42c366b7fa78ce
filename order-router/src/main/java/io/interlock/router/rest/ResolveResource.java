package io.interlock.router.rest;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderId;
import io.interlock.router.intake.OperatorResolution;
import io.interlock.router.intake.OperatorResolution.Outcome;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** A person's word about an order no machine could tell of. */
@Path("/orders/{id}/resolve")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed("risk-officer")
public class ResolveResource {
  private final OperatorResolution resolution;
  private final SecurityIdentity caller;

  ResolveResource(OperatorResolution resolution, SecurityIdentity caller) {
    this.resolution = resolution;
    this.caller = caller;
  }

  /** What it is resolved to. */
  public record Resolved(OrderId executionId, String state, String by) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Say what became of an order in MANUAL_REVIEW",
      description =
          "Recorded with the caller's name and reason. Asked of the router that writes for"
              + " the order's account.")
  @RequestBody(content = @Content(schema = @Schema(implementation = Resolution.class)))
  @APIResponse(responseCode = "200", description = "It is so from now on")
  @APIResponse(
      responseCode = "409",
      description = "Not in MANUAL_REVIEW, or another router writes for its account")
  public Uni<RestResponse<?>> resolve(@PathParam("id") String id, byte[] body)
      throws InvalidMessage {
    OrderId order = Answers.orderId(id);
    Resolution said = Json.read(body, Resolution.class);
    String by = caller.getPrincipal().getName();
    return Answers.uni(resolution.resolve(order, said.state(), by, said.reason()))
        .<RestResponse<?>>map(
            outcome ->
                switch (outcome) {
                  case Outcome.Resolved resolved ->
                      RestResponse.ok(new Resolved(order, resolved.state().name(), by));
                  case Outcome.Refused(var state) ->
                      Answers.refused(
                          Status.CONFLICT, "state", state, "must be MANUAL_REVIEW to be resolved");
                  case Outcome.Unknown() ->
                      Answers.refused(Status.NOT_FOUND, "id", id, "is no order's");
                  case Outcome.Elsewhere(var account) ->
                      Answers.refused(
                          Status.CONFLICT,
                          "account",
                          String.valueOf(account),
                          "is written for by another router; ask there");
                })
        .onFailure()
        .recoverWithItem(Answers::away);
  }
}
