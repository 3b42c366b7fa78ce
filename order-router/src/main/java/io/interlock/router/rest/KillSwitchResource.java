package io.interlock.router.rest;

import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.router.risk.KillStanding;
import io.interlock.router.risk.KillSwitch;
import io.interlock.router.risk.KillSwitch.Resetting;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** The kill switch over HTTP. */
@Path("/kill-switch")
@Produces(MediaType.APPLICATION_JSON)
public class KillSwitchResource {
  private final KillSwitch killSwitch;
  private final KillStanding standing;
  private final SecurityIdentity caller;

  KillSwitchResource(KillSwitch killSwitch, KillStanding standing, SecurityIdentity caller) {
    this.killSwitch = killSwitch;
    this.standing = standing;
    this.caller = caller;
  }

  @GET
  @RolesAllowed({"trader", "risk-officer", "auditor", "service"})
  @Operation(summary = "What each layer of the kill switch says now")
  public Uni<KillReport> report() {
    return Answers.uni(standing.report());
  }

  @POST
  @RolesAllowed({"trader", "risk-officer"})
  @Operation(
      summary = "Kill: nothing of the scope opens from now on",
      description =
          "Answers within 100 ms who has latched, layer by layer, and who has not been heard of; those"
              + " are told again until they answer. The body may be empty: everything, and flatten.")
  @RequestBody(
      required = false,
      content = @Content(schema = @Schema(implementation = KillCommand.class)))
  @APIResponse(responseCode = "200", description = "Killed; the report says how far")
  public Uni<KillReport> kill(byte @Nullable [] body) throws InvalidMessage {
    KillCommand command = command(body);
    return Answers.uni(
        killSwitch.kill(
            command.scope(), command.flatten(), caller.getPrincipal().getName(), command.reason()));
  }

  @POST
  @Path("/rehearsal")
  @RolesAllowed({"trader", "risk-officer", "service"})
  @Operation(
      summary = "Go the way of a kill, through every layer, and latch nothing",
      description =
          "Shows whom a kill would not reach. Takes the body of a kill, which may be empty.")
  @RequestBody(
      required = false,
      content = @Content(schema = @Schema(implementation = KillCommand.class)))
  @APIResponse(responseCode = "200", description = "What each layer says; nothing has changed")
  public Uni<KillReport> rehearse(byte @Nullable [] body) throws InvalidMessage {
    command(body);
    return Answers.uni(standing.rehearse(caller.getPrincipal().getName()));
  }

  @POST
  @Path("/reset")
  @RolesAllowed("risk-officer")
  @Operation(
      summary = "Resume: clear the kill that is named by its epoch",
      description = "A kill newer than the named epoch stays, and answers 409.")
  @RequestBody(content = @Content(schema = @Schema(implementation = ResetCommand.class)))
  @APIResponse(responseCode = "200", description = "Cleared; the report says where")
  @APIResponse(responseCode = "409", description = "Not killed, or killed again since")
  @APIResponse(responseCode = "503", description = "The database is away: nothing was cleared")
  public Uni<RestResponse<?>> reset(byte[] body) throws InvalidMessage {
    ResetCommand command = Json.read(body, ResetCommand.class);
    return Answers.uni(
            killSwitch.reset(
                command.scope(),
                command.killEpoch(),
                caller.getPrincipal().getName(),
                command.reason()))
        .<RestResponse<?>>map(
            outcome ->
                switch (outcome) {
                  case Resetting.Done done -> RestResponse.ok(done.report());
                  case Resetting.Refused refused ->
                      Answers.refused(
                          Status.CONFLICT, "kill_epoch", command.killEpoch(), refused.rule());
                })
        .onFailure()
        .recoverWithItem(Answers::away);
  }

  private static KillCommand command(byte @Nullable [] body) throws InvalidMessage {
    return body == null || body.length == 0
        ? KillCommand.EVERYTHING
        : Json.read(body, KillCommand.class);
  }
}
