package io.interlock.gateway.intake;

import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** The event intake over HTTP, for terminals without DLLs, and its figures. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ExpertEventResource {
  private final EventIntake intake;
  private final SecurityIdentity caller;

  ExpertEventResource(EventIntake intake, SecurityIdentity caller) {
    this.intake = intake;
    this.caller = caller;
  }

  /**
   * Takes one event, the same as over ZeroMQ; 400 with the same body when it is wrong, 500 when we
   * are.
   */
  @POST
  @Path("/ea/events")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed({"terminal", "trader", "service"})
  @NonBlocking
  public RestResponse<IntakeAnswer> event(byte[] body) {
    long arrivedNanos = System.nanoTime();
    IntakeAnswer answer = intake.answer(body, caller.getPrincipal().getName(), arrivedNanos);
    return switch (answer.status()) {
      case OK -> RestResponse.ok(answer);
      case ERROR ->
          RestResponse.status(
              answer.field() == null
                  ? RestResponse.Status.INTERNAL_SERVER_ERROR
                  : RestResponse.Status.BAD_REQUEST,
              answer);
    };
  }

  /** Counts, latency and the connected Expert Advisors. */
  @GET
  @Path("/stats")
  @RolesAllowed({"terminal", "trader", "risk-officer", "auditor", "service"})
  public EventIntake.Stats stats() {
    return intake.stats();
  }
}
