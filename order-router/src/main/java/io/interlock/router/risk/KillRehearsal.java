package io.interlock.router.risk;

import io.interlock.edge.ServiceToken;
import io.quarkus.vertx.http.HttpServerStart;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Goes the way of a kill after a start: a kill may be the first call, and must not wait until the
 * classes that take it, check its token, store, tell and answer it are loaded. One is stored and
 * taken back, and this router asked itself over HTTP, with the services' token, what its kill
 * switch says.
 */
@Readiness
@Singleton
public class KillRehearsal implements HealthCheck {
  private static final Logger LOG = Logger.getLogger(KillRehearsal.class);
  private static final int TIMES = 20;
  private static final long ANSWER_MILLIS = 10_000;

  private final ControlStore store;
  private final ControlPublisher publisher;
  private final Vertx vertx;
  private final ServiceToken token;
  private volatile boolean over;

  KillRehearsal(ControlStore store, ControlPublisher publisher, Vertx vertx, ServiceToken token) {
    this.store = store;
    this.publisher = publisher;
    this.vertx = vertx;
    this.token = token;
  }

  void rehearse(@ObservesAsync HttpServerStart started) {
    publisher.prepare();
    again(TIMES, store::rehearse)
        .timeout(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
        .transform(stored -> asked(started.options()))
        .onFailure(failure -> LOG.debugf("kill switch not rehearsed: %s", failure.getMessage()))
        .onComplete(done -> over = true);
  }

  /** Ready once the first kill finds nothing cold, as far as that can be had. */
  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("kill switch rehearsed").status(over).build();
  }

  private Future<Void> asked(HttpServerOptions server) {
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
            .setMethod(HttpMethod.GET)
            .setHost(server.getHost().equals("0.0.0.0") ? "localhost" : server.getHost())
            .setPort(server.getPort())
            .setURI("/kill-switch")
            .setTimeout(ANSWER_MILLIS)
            .putHeader("authorization", authorization.get());
    HttpClient http = vertx.createHttpClient();
    return again(
            TIMES,
            () ->
                http.request(call)
                    .compose(request -> request.send().compose(KillRehearsal::answered)))
        .onComplete(done -> http.close());
  }

  private static Future<Void> again(int times, Supplier<Future<Void>> step) {
    return times == 0
        ? Future.succeededFuture()
        : step.get().compose(done -> again(times - 1, step));
  }

  private static Future<Void> answered(HttpClientResponse response) {
    return response.statusCode() == 200
        ? response.body().mapEmpty()
        : Future.failedFuture("it answered status " + response.statusCode());
  }
}
