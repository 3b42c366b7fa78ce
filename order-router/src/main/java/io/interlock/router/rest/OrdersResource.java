package io.interlock.router.rest;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.order.ExecutionConfirmation;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.router.journal.OrderQueries;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Orders of all routers, as the journal has them. */
@Path("/orders")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"trader", "risk-officer", "auditor", "service"})
public class OrdersResource {
  private static final long MOST = 1_000;
  private static final int UNLESS_SAID = 100;

  private final Executions executions;
  private final OrderQueries queries;

  OrdersResource(Executions executions, OrderQueries queries) {
    this.executions = executions;
    this.queries = queries;
  }

  @GET
  @Operation(summary = "Orders, newest first; parameters that are left out match all")
  public Uni<RestResponse<?>> orders(
      @QueryParam("state") @Nullable String state,
      @QueryParam("account") @Nullable String account,
      @QueryParam("strategy") @Nullable String strategy,
      @QueryParam("symbol") @Nullable String symbol,
      @QueryParam("limit") @Nullable String limit)
      throws InvalidMessage {
    OrderQueries.Filter filter =
        new OrderQueries.Filter(
            account,
            strategy,
            symbol,
            state(state),
            false,
            limit == null ? UNLESS_SAID : (int) Requests.number("limit", limit, MOST));
    return Answers.uni(queries.orders(filter))
        .<RestResponse<?>>map(RestResponse::ok)
        .onFailure()
        .recoverWithItem(Answers::away);
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One order as it stands now; the id is that of POST /execute")
  @APIResponse(
      responseCode = "200",
      content = @Content(schema = @Schema(implementation = ExecutionConfirmation.class)))
  public Uni<RestResponse<?>> order(@PathParam("id") String id) throws InvalidMessage {
    OrderId orderId = Answers.orderId(id);
    return Answers.uni(executions.find(orderId))
        .<RestResponse<?>>map(
            found ->
                found.isPresent()
                    ? RestResponse.ok(found.get())
                    : Answers.refused(Status.NOT_FOUND, "id", id, "is no order's"))
        .onFailure()
        .recoverWithItem(Answers::away);
  }

  private static @Nullable String state(@Nullable String text) throws InvalidMessage {
    if (text == null) {
      return null;
    }
    boolean known = Arrays.stream(OrderState.values()).anyMatch(s -> s.name().equals(text));
    if (!known) {
      throw new InvalidMessage(
          "state", text, "must be one of " + Arrays.toString(OrderState.values()));
    }
    return text;
  }
}
