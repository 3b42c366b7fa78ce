package io.interlock.router.rest;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Which calls were refused for who made them. */
@Path("/refused-calls")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"risk-officer", "auditor"})
public class RefusedCallsResource {
  private final RefusedCallStore store;

  RefusedCallsResource(RefusedCallStore store) {
    this.store = store;
  }

  /** Newest first. */
  public record RefusedCallList(List<RefusedCall> calls) {}

  @GET
  @Operation(summary = "Calls refused for who made them, newest first; at most 1,000")
  @APIResponse(responseCode = "200", description = "Equal calls within a second are one entry")
  public Uni<RestResponse<?>> latest(@QueryParam("most") @DefaultValue("100") int most) {
    return Answers.uni(store.latest(Math.clamp(most, 1, 1_000)))
        .<RestResponse<?>>map(calls -> RestResponse.ok(new RefusedCallList(calls)))
        .onFailure()
        .recoverWithItem(Answers::away);
  }
}
