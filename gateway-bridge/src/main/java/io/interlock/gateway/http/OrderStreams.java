package io.interlock.gateway.http;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.gateway.venue.Venues;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Lets services open {@link GatewayPaths#ORDER_STREAM}, behind the filters every call passes.
 *
 * <p>On the event loops of the HTTP server.
 */
@Singleton
public class OrderStreams {
  private static final String SERVICE = "service";

  private final Venues venues;

  OrderStreams(Venues venues) {
    this.venues = venues;
  }

  void open(@Observes Router router) {
    router.get(GatewayPaths.ORDER_STREAM.replace("{broker}", ":broker")).handler(this::open);
  }

  private void open(RoutingContext call) {
    if (!(call.user() instanceof QuarkusHttpUser caller) || !isService(caller)) {
      refuse(call.response(), 403);
      return;
    }
    String broker = Objects.requireNonNull(call.pathParam("broker"));
    long millis = millisLeft(caller.getSecurityIdentity());
    call.request()
        .toWebSocket()
        .onSuccess(socket -> new OrderStream(call.vertx(), venues, broker, socket, millis))
        .onFailure(e -> refuse(call.response(), 400));
  }

  private static void refuse(HttpServerResponse response, int status) {
    if (!response.ended()) {
      var _ = response.setStatusCode(status).end();
    }
  }

  private static boolean isService(QuarkusHttpUser caller) {
    return caller.getSecurityIdentity().hasRole(SERVICE);
  }

  private static long millisLeft(SecurityIdentity caller) {
    long most = GatewayPaths.STREAM_SECONDS * 1_000L;
    return caller.getPrincipal() instanceof JsonWebToken token
        ? Math.min(most, token.getExpirationTime() * 1_000 - System.currentTimeMillis())
        : most;
  }
}
