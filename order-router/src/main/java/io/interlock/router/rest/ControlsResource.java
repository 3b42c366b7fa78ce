package io.interlock.router.rest;

import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.router.control.ControlBook;
import io.interlock.router.control.EffectiveControls;
import io.interlock.router.risk.ControlKeeper;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Limits, halts and REDUCING mode of each scope over HTTP; see docs/controls.md. */
@Path("/controls")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"trader", "risk-officer", "auditor", "service"})
public class ControlsResource {
  private final ControlBook book;
  private final ControlKeeper keeper;
  private final SecurityIdentity caller;

  ControlsResource(ControlBook book, ControlKeeper keeper, SecurityIdentity caller) {
    this.book = book;
    this.keeper = keeper;
    this.caller = caller;
  }

  /**
   * All controls.
   *
   * @param version number of changes so far, named in every order's event
   */
  public record Controls(long version, long killEpoch, List<TradingControl> controls) {}

  @GET
  @Operation(summary = "The controls of every scope that has any")
  public Controls all() {
    return new Controls(book.version(), book.killEpoch(), book.controls());
  }

  @GET
  @Path("/effective")
  @Operation(
      summary = "What stands for an order, with the scope each limit comes from",
      description = "Names that are left out match no scope.")
  public EffectiveControls effective(
      @QueryParam("broker") @Nullable String broker,
      @QueryParam("account") @Nullable String account,
      @QueryParam("strategy") @Nullable String strategy,
      @QueryParam("symbol") @Nullable String symbol) {
    return book.effective(broker, account, strategy, symbol);
  }

  @GET
  @Path("/{scope}")
  @Operation(summary = "One scope's control")
  public RestResponse<?> one(@PathParam("scope") String scope) throws InvalidMessage {
    TradingControl control = book.control(Answers.scope(scope));
    return control == null
        ? Answers.refused(Status.NOT_FOUND, "scope", scope, "has no control")
        : RestResponse.ok(control);
  }

  @PUT
  @Path("/{scope}")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("risk-officer")
  @Operation(
      summary = "Replace mode and limits of a scope",
      description =
          "The scope is global, broker:ID, account:ID, strategy:ID or symbol:NAME. The version is the"
              + " one read before; a control changed since answers 409. A kill is not cleared by this.")
  @RequestBody(content = @Content(schema = @Schema(implementation = ControlChange.class)))
  @APIResponse(responseCode = "200", description = "The new control")
  @APIResponse(responseCode = "409", description = "The scope is at another version")
  public Uni<RestResponse<?>> change(@PathParam("scope") String scopeText, byte[] body)
      throws InvalidMessage {
    Scope scope = Answers.scope(scopeText);
    ControlChange change = Json.read(body, ControlChange.class);
    String by = caller.getPrincipal().getName();
    return Answers.uni(
            keeper.change(
                scope, change.version(), change.mode(), change.limits(), by, change.reason()))
        .<RestResponse<?>>map(
            changed ->
                changed.isPresent()
                    ? RestResponse.ok(changed.get())
                    : Answers.refused(
                        Status.CONFLICT, "version", change.version(), "must be the scope's newest"))
        .onFailure()
        .recoverWithItem(Answers::away);
  }
}
