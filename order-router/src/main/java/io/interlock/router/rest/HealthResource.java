package io.interlock.router.rest;

import io.interlock.contracts.control.TradingControl;
import io.interlock.router.control.ControlBook;
import io.interlock.router.intake.TradingDesk;
import io.interlock.router.ownership.Standing;
import io.interlock.router.risk.ControlKeeper;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * Whether this router can trade, in one look and without a token; names no account. Probes use
 * {@code /q/health}.
 */
@Path("/health")
@Produces(MediaType.APPLICATION_JSON)
public class HealthResource {
  private final TradingDesk desk;
  private final ControlBook controls;
  private final ControlKeeper keeper;

  HealthResource(TradingDesk desk, ControlBook controls, ControlKeeper keeper) {
    this.desk = desk;
    this.controls = controls;
    this.keeper = keeper;
  }

  /**
   * This router's state.
   *
   * @param status UP or DOWN
   * @param caughtUp whether catalog, status and controls have been read
   * @param controlsInStep whether the database answered when it was last asked
   * @param killed whether a kill stands in any scope
   * @param accounts accounts this router writes for
   * @param accountsReady those of them that may open
   */
  public record Health(
      String status,
      boolean caughtUp,
      boolean controlsInStep,
      boolean killed,
      int accounts,
      int accountsReady) {}

  @GET
  @PermitAll
  @Operation(summary = "Whether this router can trade")
  @APIResponse(responseCode = "200", description = "It can")
  @APIResponse(responseCode = "503", description = "It can't: something it needs is away")
  public RestResponse<Health> health() {
    boolean up = desk.caughtUp() && keeper.inStep();
    var standings = desk.accounts().values();
    Health health =
        new Health(
            up ? "UP" : "DOWN",
            desk.caughtUp(),
            keeper.inStep(),
            controls.controls().stream().anyMatch(TradingControl::killed),
            standings.size(),
            (int) standings.stream().filter(standing -> standing == Standing.READY).count());
    return RestResponse.status(up ? Status.OK : Status.SERVICE_UNAVAILABLE, health);
  }
}
