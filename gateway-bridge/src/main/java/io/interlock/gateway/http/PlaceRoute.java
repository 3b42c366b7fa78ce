package io.interlock.gateway.http;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.Refusal;
import io.interlock.edge.VerifiedTokens;
import io.interlock.gateway.venue.Venues;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The short way of the one call every order waits for: {@link GatewayPaths#PLACE} of a service
 * whose token has lately been found good. Any other call goes on to {@link BrokerResource}, which
 * is also who refuses: filters, authentication and resource matching take longer than the order
 * itself.
 *
 * <p>On the event loops of the HTTP server.
 */
@Singleton
public class PlaceRoute {
  private static final Logger LOG = Logger.getLogger(PlaceRoute.class);
  private static final int BEFORE_ALL_FILTERS = -1_000_000;
  private static final String SERVICE = "service";
  private static final String BEARER = "Bearer ";
  private static final int LARGEST_BODY = 1024 * 1024;

  private final Venues venues;
  private final VerifiedTokens tokens;

  PlaceRoute(Venues venues, VerifiedTokens tokens) {
    this.venues = venues;
    this.tokens = tokens;
  }

  void open(@Observes Router router) {
    router
        .post(GatewayPaths.PLACE.replace("{broker}", ":broker"))
        .order(BEFORE_ALL_FILTERS)
        .handler(this::handle);
  }

  private void handle(RoutingContext call) {
    HttpServerRequest request = call.request();
    if (!isService(request.getHeader(HttpHeaders.AUTHORIZATION)) || !isSmall(request)) {
      call.next();
      return;
    }
    String broker = Objects.requireNonNull(call.pathParam("broker"));
    Context loop = call.vertx().getOrCreateContext();
    request.body().onSuccess(body -> place(request, broker, body, loop));
    request.resume(); // Quarkus pauses what it routes
  }

  private boolean isService(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith(BEARER)) {
      return false;
    }
    JWTCallerPrincipal caller = tokens.known(authorization.substring(BEARER.length()));
    return caller != null && caller.getGroups().contains(SERVICE);
  }

  private static boolean isSmall(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && length.length() <= 7 && Integer.parseInt(length) <= LARGEST_BODY;
  }

  private void place(HttpServerRequest request, String broker, Buffer body, Context loop) {
    PlaceOrders orders;
    try {
      orders = Json.read(body.getBytes(), PlaceOrders.class);
    } catch (InvalidMessage e) {
      answer(request, 400, "application/json", Json.bytes(Refusal.of(e)));
      return;
    }
    CompletableFuture.completedStage(orders.orders())
        .thenCompose(placing -> venues.place(broker, placing))
        .whenComplete(
            (results, failure) ->
                loop.runOnContext(
                    done -> {
                      if (failure == null) {
                        answer(request, 200, "application/json;charset=UTF-8", Json.bytes(results));
                      } else {
                        LOG.errorf(failure, "orders not placed: broker=%s", broker);
                        answer(request, 500, "text/plain", new byte[0]);
                      }
                    }));
  }

  private static void answer(HttpServerRequest request, int status, String type, byte[] body) {
    var _ =
        request
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, type)
            .end(Buffer.buffer(body));
  }
}
