package io.interlock.router.risk;

import io.interlock.edge.ServiceToken;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Goes the way of a kill after a start, and again and again: a kill may be the first call, or the
 * first for months, and must not wait until classes are loaded and connections made. This router
 * asks itself over HTTP, with the services' token, to rehearse.
 */
@Readiness
@Singleton
public class KillRehearsal implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(KillRehearsal.class);
  private static final int TIMES = 20;
  private static final long ANSWER_MILLIS = 10_000;

  /** Less than an idle connection lives. */
  private static final long PERIOD_MILLIS = 20_000;

  private final ControlPublisher publisher;
  private final Vertx vertx;
  private final HttpClient http;
  private final ServiceToken token;
  private volatile boolean over;
  private volatile long timer = -1;

  KillRehearsal(ControlPublisher publisher, Vertx vertx, ServiceToken token) {
    this.publisher = publisher;
    this.vertx = vertx;
    this.http = vertx.createHttpClient();
    this.token = token;
  }

  void rehearse(@ObservesAsync HttpServerStart started) {
    HttpServerOptions server = started.options();
    publisher.prepare();
    // On an event loop: from another thread an answer may be over before it is read.
    vertx.runOnContext(
        go ->
            again(TIMES, server)
                .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                .onComplete(done -> over = true));
    timer = vertx.setPeriodic(PERIOD_MILLIS, id -> once(server));
  }

  void stop(@Observes ShutdownEvent event) {
    vertx.cancelTimer(timer);
  }

  /** Ready once the first kill finds nothing cold, as far as that can be had. */
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kill switch rehearsed").status(over).build();
  }

  private Future<Void> again(int times, HttpServerOptions server) {
    return times == 0
        ? Future.succeededFuture()
        : once(server).compose(done -> again(times - 1, server));
  }

  private Future<Void> once(HttpServerOptions server) {
    Optional<String> authorization;
    try {
      authorization = token.authorization();
    } catch (UncheckedIOException e) {
      return Future.failedFuture(e);
    }
    if (authorization.isEmpty() || server.isSsl() || server.getPort() <= 0) {
      return Future.failedFuture("it would not be let in, or can't be found");
    }
    RequestOptions call =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(server.getHost().equals("0.0.0.0") ? "localhost" : server.getHost())
            .setPort(server.getPort())
            .setURI("/kill-switch/rehearsal")
            .setTimeout(ANSWER_MILLIS)
            .putHeader("authorization", authorization.get());
    return http.request(call)
        .compose(request -> request.send("{\"reason\":\"rehearsal\"}"))
        .compose(KillRehearsal::answered)
        .onFailure(failure -> LOG.debugf("kill switch not rehearsed: %s", failure.getMessage()));
  }

  private static Future<Void> answered(HttpClientResponse response) {
    return response.statusCode() == 200
        ? response.body().mapEmpty()
        : Future.failedFuture("it answered status " + response.statusCode());
  }
}
