package io.interlock.router.risk;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.ServiceToken;
import io.interlock.router.market.MarketBook;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The kill latches of the bridges over HTTP, on connections that no order ever waits for. Futures
 * fail if a bridge can't be reached or doesn't answer within a second.
 */
@Singleton
public class BridgeLatches {

  private static final int CONNECTIONS = 4;
  private static final int CONNECT_MILLIS = 500;
  private static final long ANSWER_MILLIS = 1_000;

  private final MarketBook market;
  private final HttpClient http;
  private final ServiceToken token;

  BridgeLatches(MarketBook market, Vertx vertx, ServiceToken token) {
    this.market = market;
    this.token = token;
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(true)
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_MILLIS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  /** One latch at a bridge; broker null is that for all of its brokers. */
  record Latch(String url, @Nullable String broker) {
    String instance() {
      return broker == null ? url : broker;
    }
  }

  /** The latches a scope has: none for a strategy or a symbol, which bridges don't know. */
  List<Latch> latches(Scope scope) {
    return switch (scope.kind()) {
      case GLOBAL -> urls().stream().map(url -> new Latch(url, null)).toList();
      case BROKER -> latches(broker -> broker.brokerId().equals(scope.name()));
      case ACCOUNT -> latches(broker -> broker.account().equals(scope.name()));
      case STRATEGY, SYMBOL -> List.of();
    };
  }

  /** Every bridge there is. */
  Set<String> urls() {
    Set<String> urls = new TreeSet<>();
    market.catalog().forEach(broker -> urls.add(broker.gatewayUrl()));
    return urls;
  }

  private List<Latch> latches(Predicate<BrokerDescriptor> wanted) {
    return market.catalog().stream()
        .filter(wanted)
        .map(broker -> new Latch(broker.gatewayUrl(), broker.brokerId()))
        .toList();
  }

  Future<KillReport> kill(String bridgeUrl, KillRequest kill) {
    return call(bridgeUrl, HttpMethod.POST, GatewayPaths.KILL_SWITCH, Json.bytes(kill));
  }

  Future<KillReport> rehearse(String bridgeUrl, KillRequest kill) {
    return call(bridgeUrl, HttpMethod.POST, GatewayPaths.KILL_SWITCH_REHEARSAL, Json.bytes(kill));
  }

  Future<KillReport> reset(String bridgeUrl, KillReset reset) {
    return call(bridgeUrl, HttpMethod.POST, GatewayPaths.KILL_SWITCH_RESET, Json.bytes(reset));
  }

  Future<KillReport> ask(String bridgeUrl) {
    return call(bridgeUrl, HttpMethod.GET, GatewayPaths.KILL_SWITCH, null);
  }

  private Future<KillReport> call(
      String bridgeUrl, HttpMethod method, String path, byte @Nullable [] body) {
    try {
      RequestOptions options =
          new RequestOptions()
              .setMethod(method)
              .setAbsoluteURI(stripped(bridgeUrl) + path)
              .setTimeout(ANSWER_MILLIS)
              .putHeader("content-type", "application/json");
      token.authorization().ifPresent(header -> options.putHeader("authorization", header));
      return http.request(options)
          .compose(request -> body == null ? request.send() : request.send(Buffer.buffer(body)))
          .compose(
              response ->
                  response.statusCode() == 200
                      ? response.body().compose(BridgeLatches::report)
                      : Future.failedFuture("the bridge answered status " + response.statusCode()));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<KillReport> report(Buffer body) {
    try {
      return Future.succeededFuture(Json.readTolerant(body.getBytes(), KillReport.class));
    } catch (InvalidMessage e) {
      return Future.failedFuture(e);
    }
  }

  private static String stripped(String url) {
    return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }
}
