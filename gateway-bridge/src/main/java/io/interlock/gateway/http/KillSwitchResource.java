package io.interlock.gateway.http;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.gateway.kill.KillSwitch;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The bridge's own kill switch; works with Kafka, routers and databases away. */
@Path("")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class KillSwitchResource {
  private final KillSwitch killSwitch;

  public KillSwitchResource(KillSwitch killSwitch) {
    this.killSwitch = killSwitch;
  }

  @POST
  @Path(GatewayPaths.KILL_SWITCH)
  @RolesAllowed({"trader", "risk-officer", "service"})
  public Uni<KillReport> kill(byte[] body) throws InvalidMessage {
    KillRequest kill = Json.read(body, KillRequest.class);
    return Uni.createFrom().completionStage(killSwitch.kill(kill));
  }

  @POST
  @Path(GatewayPaths.KILL_SWITCH_REHEARSAL)
  @RolesAllowed({"trader", "risk-officer", "service"})
  public Uni<KillReport> rehearse(byte[] body) throws InvalidMessage {
    KillRequest kill = Json.read(body, KillRequest.class);
    return Uni.createFrom().completionStage(killSwitch.rehearse(kill));
  }

  @GET
  @Path(GatewayPaths.KILL_SWITCH)
  @RolesAllowed({"trader", "risk-officer", "auditor", "service"})
  public KillReport report() {
    return killSwitch.report();
  }

  @POST
  @Path(GatewayPaths.KILL_SWITCH_RESET)
  @RolesAllowed({"risk-officer", "service"})
  public Uni<KillReport> reset(byte[] body) throws InvalidMessage {
    KillReset reset = Json.read(body, KillReset.class);
    return Uni.createFrom().completionStage(killSwitch.reset(reset));
  }
}
