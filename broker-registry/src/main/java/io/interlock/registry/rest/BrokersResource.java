package io.interlock.registry.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.RoutingPolicy;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.Reason;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.contracts.signal.TradeSignal;
import io.interlock.edge.Refusal;
import io.interlock.registry.bridge.BridgeClient;
import io.interlock.registry.catalog.BrokersFile;
import io.interlock.registry.catalog.InvalidBrokersFile;
import io.interlock.registry.catalog.Problem;
import io.interlock.registry.directory.BrokerDirectory;
import io.interlock.registry.directory.BrokerDirectory.Origin;
import io.interlock.registry.directory.CatalogPublisher;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Brokers over HTTP: which there are, how they are, which would take a signal. */
@Path("/brokers")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"trader", "risk-officer", "auditor", "service"})
public class BrokersResource {
  private final BrokerDirectory directory;
  private final CatalogPublisher publisher;
  private final BridgeClient bridge;

  BrokersResource(BrokerDirectory directory, CatalogPublisher publisher, BridgeClient bridge) {
    this.directory = directory;
    this.publisher = publisher;
    this.bridge = bridge;
  }

  /** Answer to a validation: an empty list of problems means it can be used. */
  public record Validation(List<Problem> problems) {}

  /**
   * Which broker would take a signal, or why none would.
   *
   * @param broker null: none
   */
  public record RouteExplanation(
      @Nullable String broker, @Nullable String account, @Nullable Reason reason) {}

  @GET
  @Operation(summary = "All brokers of the catalog")
  public Collection<BrokerDescriptor> all() {
    return directory.descriptors();
  }

  @GET
  @Path("/{id}")
  @Operation(summary = "One broker's descriptor")
  public BrokerDescriptor one(@PathParam("id") String id) {
    return known(id);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed("risk-officer")
  @Operation(summary = "Register a broker at run time, or change one that was")
  public Uni<RestResponse<?>> register(byte[] body) throws InvalidMessage {
    BrokerDescriptor broker = Json.read(body, BrokerDescriptor.class);
    String insecurity = broker.insecurity();
    if (insecurity != null) {
      throw new InvalidMessage("curve", "absent", insecurity);
    }
    if (directory.from(Origin.FILE).contains(broker.brokerId())) {
      return conflict("broker_id", broker.brokerId(), "stands in brokers.yaml; change it there");
    }
    for (BrokerDescriptor other : directory.descriptors()) {
      if (!other.brokerId().equals(broker.brokerId()) && other.account().equals(broker.account())) {
        return conflict("account", broker.account(), "belongs to " + other.brokerId() + " already");
      }
    }
    return Uni.createFrom()
        .completionStage(() -> publisher.publish(broker, Origin.API))
        .map(done -> RestResponse.status(RestResponse.Status.CREATED, broker));
  }

  @DELETE
  @Path("/{id}")
  @RolesAllowed("risk-officer")
  @Operation(summary = "Remove a broker that was registered at run time")
  public Uni<RestResponse<?>> remove(@PathParam("id") String id) {
    known(id);
    if (directory.from(Origin.FILE).contains(id)) {
      return conflict("id", id, "stands in brokers.yaml; remove it there");
    }
    return Uni.createFrom()
        .completionStage(() -> publisher.remove(id, Origin.API))
        .map(done -> RestResponse.noContent());
  }

  @POST
  @Path("/validate")
  @Consumes({MediaType.TEXT_PLAIN, "application/yaml"})
  @Operation(summary = "Check a brokers.yaml without using it; all problems at once")
  public Validation validate(byte[] yaml) {
    try {
      BrokersFile.parse(new String(yaml, StandardCharsets.UTF_8), System::getenv);
      return new Validation(List.of());
    } catch (InvalidBrokersFile e) {
      return new Validation(e.problems());
    }
  }

  @POST
  @Path("/route")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(summary = "Which broker would take this signal now, decided as the router decides")
  public List<RouteExplanation> route(byte[] signalBytes) throws InvalidMessage {
    TradeSignal signal = SignalDecoder.decode(signalBytes).signal();
    if (signal.accounts().isEmpty()) {
      return List.of(explain(signal, signal.account()));
    }
    return signal.accounts().stream().map(account -> explain(signal, account)).toList();
  }

  private RouteExplanation explain(TradeSignal signal, @Nullable String account) {
    RoutingPolicy.Route route =
        RoutingPolicy.route(
            signal, account, directory.descriptors(), id -> directory.status(id).orElse(null));
    return switch (route) {
      case RoutingPolicy.Route.To to ->
          new RouteExplanation(to.broker().brokerId(), to.broker().account(), null);
      case RoutingPolicy.Route.Nowhere nowhere ->
          new RouteExplanation(null, account, nowhere.reason());
    };
  }

  @GET
  @Path("/{id}/status")
  @Operation(summary = "Connection, account and symbol specifications as the bridge last said")
  public BrokerStatus status(@PathParam("id") String id) {
    known(id);
    return directory
        .status(id)
        .orElseThrow(() -> new NotFoundException("no status of " + id + " yet"));
  }

  @GET
  @Path("/{id}/balance")
  @Operation(summary = "The account's money as the bridge last said")
  public AccountSnapshot balance(@PathParam("id") String id) {
    AccountSnapshot snapshot = status(id).accountSnapshot();
    if (snapshot == null) {
      throw new NotFoundException("no account snapshot of " + id + " yet");
    }
    return snapshot;
  }

  @GET
  @Path("/{id}/positions")
  @Operation(summary = "Open positions, asked of the venue now")
  public Uni<List<VenuePosition>> positions(@PathParam("id") String id) {
    return bridge.snapshot(known(id)).map(VenueSnapshot::positions);
  }

  @GET
  @Path("/{id}/orders/{clientOrderId}")
  @Operation(summary = "One order by its client order id, asked of the venue now")
  public Uni<VenueAnswer> order(
      @PathParam("id") String id, @PathParam("clientOrderId") String clientOrderId) {
    return bridge.order(known(id), clientOrderId);
  }

  @ServerExceptionMapper
  public RestResponse<JsonNode> unanswered(BridgeClient.Unanswered e) {
    return RestResponse.status(
        RestResponse.Status.BAD_GATEWAY,
        Json.treeOf(new Refusal("bridge", "no answer", String.valueOf(e.getMessage()))));
  }

  private BrokerDescriptor known(String id) {
    return directory.broker(id).orElseThrow(() -> new NotFoundException("no broker " + id));
  }

  private static Uni<RestResponse<?>> conflict(String field, String value, String rule) {
    return Uni.createFrom()
        .item(RestResponse.status(RestResponse.Status.CONFLICT, new Refusal(field, value, rule)));
  }
}
