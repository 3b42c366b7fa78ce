package io.interlock.router.gateway;

import io.interlock.contracts.broker.BrokerDescriptor;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bridges over HTTP, on kept-alive connections.
 *
 * <p>A command is written once. It is {@code NotSent} only if no connection could be had, so that
 * nothing of it was written; every other failure is {@code InDoubt}. Called on the trading thread,
 * answers there; commands never fail.
 */
public final class GatewayClient {
  private static final int CONNECTIONS = 64;
  private static final int CONNECT_MILLIS = 1_000;

  /** What a command may wait in a bridge before it is written, and some for the way. */
  private static final long BESIDE_THE_VENUE_MILLIS = 1_500;

  /** A busy day's orders; some 450 bytes each. */
  private static final int LARGEST_SNAPSHOT = 64 * 1024 * 1024;

  private final HttpClient http;
  private final Map<String, RequestOptions> bridges = new ConcurrentHashMap<>();
  private final Supplier<Optional<String>> authorization;
  private final long answerWithinMillis;

  /**
   * @param authorization header that names this service to bridges
   * @param answerWithinMillis longer than a command may wait in a bridge and for its venue
   */
  public GatewayClient(
      Vertx vertx, Supplier<Optional<String>> authorization, long answerWithinMillis) {
    this.authorization = authorization;
    this.answerWithinMillis = answerWithinMillis;
    http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setKeepAlive(true)
                .setKeepAliveTimeout(30)
                .setTcpNoDelay(true)
                .setConnectTimeout(CONNECT_MILLIS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  /** Results are in the order of the orders. */
  public Future<List<GatewayResult>> place(BrokerDescriptor broker, List<PlaceOrder> orders) {
    return command(
            broker,
            GatewayPaths.PLACE,
            new PlaceOrders(orders),
            PlaceOrders.Results.class,
            result -> new PlaceOrders.Results(Collections.nCopies(orders.size(), result)))
        .map(PlaceOrders.Results::results)
        .map(
            results ->
                results.size() == orders.size()
                    ? results
                    : Collections.nCopies(
                        orders.size(),
                        new GatewayResult.InDoubt(
                            "NO_ANSWER",
                            "%d results for %d orders".formatted(results.size(), orders.size()))));
  }

  public Future<GatewayResult> close(BrokerDescriptor broker, ClosePosition order) {
    return command(broker, GatewayPaths.CLOSE, order);
  }

  public Future<GatewayResult> modify(BrokerDescriptor broker, ModifyOrder order) {
    return command(broker, GatewayPaths.MODIFY, order);
  }

  public Future<GatewayResult> cancel(BrokerDescriptor broker, CancelOrder order) {
    return command(broker, GatewayPaths.CANCEL, order);
  }

  /** Asks about an order; fails if the bridge can't be asked. */
  public Future<VenueAnswer> ask(BrokerDescriptor broker, ClientOrderId id) {
    String path = GatewayPaths.ORDER.replace("{clientOrderId}", id.value());
    return call(broker, HttpMethod.GET, path, null, VenueAnswer.class);
  }

  /** Fences an order; fails if the bridge can't be asked. */
  public Future<VenueAnswer> fence(BrokerDescriptor broker, FenceOrder order) {
    return call(broker, HttpMethod.POST, GatewayPaths.FENCE, Json.bytes(order), VenueAnswer.class);
  }

  /** What the venue holds; fails if the bridge can't be asked. */
  public Future<VenueSnapshot> snapshot(BrokerDescriptor broker, Instant since) {
    String path = GatewayPaths.SNAPSHOT + "?since=" + since;
    return call(broker, HttpMethod.GET, path, null, VenueSnapshot.class);
  }

  /** Takes or keeps an account; fails if the bridge can't be asked. */
  public Future<Attached> attach(BrokerDescriptor broker, Attach attach) {
    return call(broker, HttpMethod.POST, GatewayPaths.ATTACH, Json.bytes(attach), Attached.class);
  }

  private Future<GatewayResult> command(BrokerDescriptor broker, String path, Object body) {
    return command(broker, path, body, GatewayResult.class, result -> result);
  }

  /**
   * @param found what a result found here is to the caller
   */
  private <T> Future<T> command(
      BrokerDescriptor broker,
      String path,
      Object body,
      Class<T> type,
      Function<GatewayResult, T> found) {
    Future<HttpClientRequest> connection;
    try {
      connection = http.request(options(broker, HttpMethod.POST, path));
    } catch (RuntimeException e) {
      return Future.succeededFuture(
          found.apply(new GatewayResult.NotSent("BRIDGE_ADDRESS", message(e))));
    }
    return connection
        .map(Optional::of)
        .otherwiseEmpty()
        .compose(
            request -> {
              if (request == null || request.isEmpty()) {
                return Future.succeededFuture(
                    found.apply(
                        new GatewayResult.NotSent(
                            "BRIDGE_UNREACHABLE",
                            "no connection to the bridge at " + broker.gatewayUrl())));
              }
              return written(request.get(), Json.bytes(body), type, answerWithin(broker))
                  .otherwise(e -> found.apply(new GatewayResult.InDoubt("NO_ANSWER", message(e))));
            });
  }

  private <T> Future<T> call(
      BrokerDescriptor broker,
      HttpMethod method,
      String path,
      byte @Nullable [] body,
      Class<T> type) {
    try {
      return http.request(options(broker, method, path))
          .compose(request -> written(request, body, type, answerWithin(broker)));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  /** A bridge that has not answered by then may have written the command, but wrote it long ago. */
  private long answerWithin(BrokerDescriptor broker) {
    Integer venueMillis = broker.commandTimeoutMillis();
    return venueMillis == null
        ? answerWithinMillis
        : Math.max(answerWithinMillis, venueMillis + BESIDE_THE_VENUE_MILLIS);
  }

  private <T> Future<T> written(
      HttpClientRequest request, byte @Nullable [] body, Class<T> type, long withinMillis) {
    Future<T> answer =
        (body == null ? request.send() : request.send(Buffer.buffer(body)))
            .compose(
                response ->
                    response
                        .body()
                        .map(
                            content -> {
                              if (response.statusCode() != 200) {
                                throw new BridgeFailure("status " + response.statusCode());
                              }
                              return read(content, type);
                            }));
    return answer.timeout(withinMillis, TimeUnit.MILLISECONDS).onFailure(e -> request.reset());
  }

  private static <T> T read(Buffer content, Class<T> type) {
    try {
      int largest = type == VenueSnapshot.class ? LARGEST_SNAPSHOT : Json.LARGEST_TREE;
      return Json.readTolerant(content.getBytes(), type, largest);
    } catch (InvalidMessage e) {
      throw new BridgeFailure("unreadable answer: " + e.getMessage());
    }
  }

  private RequestOptions options(BrokerDescriptor broker, HttpMethod method, String path) {
    RequestOptions options =
        new RequestOptions(bridges.computeIfAbsent(broker.gatewayUrl(), GatewayClient::bridge))
            .setMethod(method)
            .putHeader("Content-Type", "application/json")
            .putHeader("Accept", "application/json");
    authorization.get().ifPresent(value -> options.putHeader("Authorization", value));
    return options.setURI(options.getURI() + path.replace("{broker}", broker.brokerId()));
  }

  private static RequestOptions bridge(String url) {
    RequestOptions options = new RequestOptions().setAbsoluteURI(url);
    String path = options.getURI();
    return options
        .setURI(path.endsWith("/") ? path.substring(0, path.length() - 1) : path)
        .setConnectTimeout(CONNECT_MILLIS);
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** A bridge answered, but not what was asked for. */
  private static final class BridgeFailure extends RuntimeException {
    BridgeFailure(String message) {
      super(message, null, false, false);
    }
  }
}
