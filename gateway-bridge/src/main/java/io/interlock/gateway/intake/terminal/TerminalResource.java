package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.gateway.intake.LiveBridge;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * What a terminal without DLLs can do with its token: see how its brokers stand, see its money,
 * trade. People and services may too, with their role.
 */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class TerminalResource {
  /** How the bridge and a caller's brokers stand; OK when orders reach all of them. */
  public record Status(String status, List<Broker> brokers) {}

  /** One broker of a {@link Status}. */
  public record Broker(
      String brokerId,
      String account,
      BrokerStatus.State state,
      boolean killLatched,
      @Nullable Long latencyMicros,
      @Nullable String problem,
      Instant since) {
    static Broker of(BrokerStatus status) {
      return new Broker(
          status.brokerId(),
          status.account(),
          status.state(),
          status.killLatched(),
          status.latencyMicros(),
          status.problem(),
          status.since());
    }
  }

  /** Money of an account; absent while its venue has not said. */
  public record Account(
      String account, String brokerId, BrokerStatus.State state, @Nullable AccountSnapshot money) {}

  /** Why a trade was not taken, or may not have been. */
  public record NotTaken(String problem) {}

  private final LiveBridge bridge;
  private final TradeDesk desk;
  private final SecurityIdentity caller;

  TerminalResource(LiveBridge bridge, TradeDesk desk, SecurityIdentity caller) {
    this.bridge = bridge;
    this.desk = desk;
    this.caller = caller;
  }

  @GET
  @Path("/status")
  @RolesAllowed({"terminal", "trader", "risk-officer", "auditor", "service"})
  public Status status() {
    Terminal terminal = terminal();
    List<Broker> brokers =
        bridge.statuses().stream()
            .filter(one -> terminal == null || terminal.accounts().contains(one.account()))
            .map(Broker::of)
            .toList();
    boolean good =
        !brokers.isEmpty()
            && brokers.stream()
                .allMatch(one -> one.state() == BrokerStatus.State.CONNECTED && !one.killLatched());
    return new Status(good ? "OK" : "DEGRADED", brokers);
  }

  /**
   * @param account may be left out where the token has one only
   */
  @GET
  @Path("/account")
  @RolesAllowed({"terminal", "trader", "risk-officer", "auditor", "service"})
  public Account account(@QueryParam("account") @Nullable String account) throws InvalidMessage {
    Terminal terminal = terminal();
    String wanted = terminal == null ? account : terminal.account(account);
    if (wanted == null) {
      throw new InvalidMessage("account", "nothing", "is required");
    }
    for (BrokerStatus status : bridge.statuses()) {
      if (status.account().equals(wanted)) {
        return new Account(wanted, status.brokerId(), status.state(), status.accountSnapshot());
      }
    }
    throw new InvalidMessage("account", wanted, "must be an account of this bridge");
  }

  /**
   * Trades a flat order or a native signal: 200 with its outcome, 202 when that takes longer than
   * is waited for, 409 when its key belongs to another trade, 503 when it may not have been taken.
   * Sent again with the same key it can't trade twice.
   */
  @POST
  @Path("/trade")
  @Consumes(MediaType.WILDCARD)
  @RolesAllowed({"terminal", "trader", "service"})
  @RunOnVirtualThread
  public RestResponse<?> trade(
      @HeaderParam("Idempotency-Key") @Nullable String idempotencyKey, byte[] body)
      throws InvalidMessage, InterruptedException {
    return switch (desk.trade(TradeRequest.of(body, idempotencyKey, terminal()))) {
      case TradeDesk.Outcome.Done done -> RestResponse.ok(done.answer());
      case TradeDesk.Outcome.Pending pending ->
          RestResponse.status(RestResponse.Status.ACCEPTED, pending.answer());
      case TradeDesk.Outcome.OtherTrade other ->
          RestResponse.status(
              RestResponse.Status.CONFLICT,
              new NotTaken("the Idempotency-Key belongs to trade " + other.executionId()));
      case TradeDesk.Outcome.NotTaken not ->
          RestResponse.status(RestResponse.Status.SERVICE_UNAVAILABLE, new NotTaken(not.why()));
    };
  }

  private @Nullable Terminal terminal() {
    return caller.getAttribute(TerminalAuthentication.TERMINAL);
  }
}
