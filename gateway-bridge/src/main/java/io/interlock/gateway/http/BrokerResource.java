package io.interlock.gateway.http;

import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.venue.VenueUnavailable;
import io.interlock.gateway.venue.Venues;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Commands and questions of routers, see {@link GatewayPaths}. */
@Path("")
@RolesAllowed("service")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@NonBlocking
public class BrokerResource {
  private final Venues venues;
  private final WriteGate gate;

  public BrokerResource(Venues venues, WriteGate gate) {
    this.venues = venues;
    this.gate = gate;
  }

  @POST
  @Path(GatewayPaths.PLACE)
  public Uni<PlaceOrders.Results> place(@PathParam("broker") String broker, byte[] body)
      throws InvalidMessage {
    List<PlaceOrder> orders = Json.read(body, PlaceOrders.class).orders();
    return Uni.createFrom().completionStage(() -> venues.place(broker, orders));
  }

  @POST
  @Path(GatewayPaths.CLOSE)
  public Uni<GatewayResult> close(@PathParam("broker") String broker, byte[] body)
      throws InvalidMessage {
    ClosePosition close = Json.read(body, ClosePosition.class);
    return command(broker, session -> session.close(close));
  }

  @POST
  @Path(GatewayPaths.MODIFY)
  public Uni<GatewayResult> modify(@PathParam("broker") String broker, byte[] body)
      throws InvalidMessage {
    ModifyOrder modify = Json.read(body, ModifyOrder.class);
    return command(broker, session -> session.modify(modify));
  }

  @POST
  @Path(GatewayPaths.CANCEL)
  public Uni<GatewayResult> cancel(@PathParam("broker") String broker, byte[] body)
      throws InvalidMessage {
    CancelOrder cancel = Json.read(body, CancelOrder.class);
    return command(broker, session -> session.cancel(cancel));
  }

  private Uni<GatewayResult> command(
      String broker, Function<VenueSession, CompletionStage<GatewayResult>> command) {
    VenueSession session = venues.session(broker);
    return session == null
        ? Uni.createFrom().item(Venues.noSession(broker))
        : Uni.createFrom().completionStage(() -> command.apply(session));
  }

  @POST
  @Path(GatewayPaths.FENCE)
  @Blocking
  public Uni<VenueAnswer> fence(@PathParam("broker") String broker, byte[] body)
      throws InvalidMessage {
    FenceOrder fence = Json.read(body, FenceOrder.class);
    return question(broker, session -> session.fence(fence));
  }

  @GET
  @Path(GatewayPaths.ORDER)
  public Uni<VenueAnswer> order(
      @PathParam("broker") String broker, @PathParam("clientOrderId") String clientOrderId)
      throws InvalidMessage {
    ClientOrderId id =
        Json.convert(
            com.fasterxml.jackson.databind.node.TextNode.valueOf(clientOrderId),
            ClientOrderId.class);
    return question(broker, session -> session.order(id));
  }

  private Uni<VenueAnswer> question(
      String broker, Function<VenueSession, CompletionStage<VenueAnswer>> question) {
    VenueSession session = venues.session(broker);
    return session == null
        ? Uni.createFrom()
            .item(new VenueAnswer.Unknown("NO_SESSION", "this bridge does not hold " + broker))
        : Uni.createFrom().completionStage(() -> question.apply(session));
  }

  @GET
  @Path(GatewayPaths.SNAPSHOT)
  public Uni<Response> snapshot(
      @PathParam("broker") String broker, @QueryParam("since") @Nullable String since)
      throws InvalidMessage {
    VenueSession session = existing(broker);
    Instant from = since(since);
    return Uni.createFrom()
        .completionStage(() -> session.snapshot(from))
        .map((VenueSnapshot snapshot) -> Response.ok(snapshot).build())
        .onFailure(VenueUnavailable.class)
        .recoverWithItem(
            failure ->
                Response.status(Response.Status.BAD_GATEWAY)
                    .entity(
                        new VenueAnswer.Unknown(
                            failure.code(), String.valueOf(failure.getMessage())))
                    .build());
  }

  private static Instant since(@Nullable String since) throws InvalidMessage {
    if (since == null) {
      throw new InvalidMessage("since", "nothing", "is required: an ISO-8601 moment");
    }
    try {
      return Instant.parse(since);
    } catch (DateTimeParseException e) {
      throw new InvalidMessage("since", since, "must be an ISO-8601 moment");
    }
  }

  @POST
  @Path(GatewayPaths.ATTACH)
  @Blocking
  public Attached attach(@PathParam("broker") String broker, byte[] body) throws InvalidMessage {
    Attach attach = Json.read(body, Attach.class);
    VenueSession session = existing(broker);
    String account = session.descriptor().account();
    if (!account.equals(attach.account())) {
      throw new InvalidMessage("account", attach.account(), "must be " + account);
    }
    long before = gate.state().epoch(broker);
    Attached attached = gate.attach(broker, attach);
    if (attached.accepted() && attach.epoch() > before) {
      session.attached(attach.epoch());
    }
    return attached;
  }

  private VenueSession existing(String broker) {
    VenueSession session = venues.session(broker);
    if (session == null) {
      throw new NotFoundException("this bridge does not hold " + broker);
    }
    return session;
  }
}
