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
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The bridges: orders on a stream that is kept open, everything else over HTTP.
 *
 * <p>A command is written once. It is {@code NotSent} only if no connection could be had, so that
 * nothing of it was written, or if the bridge says so; every other failure is {@code InDoubt}.
 * Called on the trading thread, answers there; commands never fail.
 */
public final class GatewayClient {
  private static final int CONNECTIONS = 64;
  private static final int CONNECT_MILLIS = 1_000;

  /** What a command may wait in a bridge before it is written, and some for the way. */
  private static final long BESIDE_THE_VENUE_MILLIS = 1_500;

  /** A busy day's orders; some 450 bytes each. */
  private static final int LARGEST_SNAPSHOT = 64 * 1024 * 1024;

  private static final GatewayResult HELD_BACK =
      new GatewayResult.NotSent("HELD_BACK", "a kill came while the stream was opened");

  private final HttpClient http;
  private final OrderStreams streams;
  private final Map<String, RequestOptions> bridges = new ConcurrentHashMap<>();
  private final Supplier<Optional<String>> authorization;
  private final long answerWithinMillis;

  /**
   * @param authorization header that names this service to bridges
   * @param answerWithinMillis longer than a command may wait in a bridge and for its venue
   */
  public GatewayClient(
      Vertx vertx, Supplier<Optional<String>> authorization, long answerWithinMillis) {
    this(vertx, authorization, answerWithinMillis, System::nanoTime);
  }

  GatewayClient(
      Vertx vertx,
      Supplier<Optional<String>> authorization,
      long answerWithinMillis,
      LongSupplier nanos) {
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
    streams =
        new OrderStreams(
            vertx,
            nanos,
            broker -> address(new WebSocketConnectOptions(), broker, GatewayPaths.ORDER_STREAM));
  }

  /**
   * Places orders; results are in their order.
   *
   * @param mayLeave asked again where a stream had to be opened first: a kill may have come
   */
  public Future<List<GatewayResult>> place(
      BrokerDescriptor broker, List<PlaceOrder> orders, BooleanSupplier mayLeave) {
    OrderStream open = streams.of(broker);
    if (open != null) {
      return placed(open, broker, orders);
    }
    Future<OrderStream> opening;
    try {
      opening = streams.open(broker);
    } catch (RuntimeException e) {
      return Future.succeededFuture(all(orders, badAddress(e)));
    }
    return opening.transform(
        stream -> {
          if (stream.failed()) {
            return Future.succeededFuture(all(orders, unreachable(broker, stream.cause())));
          }
          return mayLeave.getAsBoolean()
              ? placed(stream.result(), broker, orders)
              : Future.succeededFuture(all(orders, HELD_BACK));
        });
  }

  private Future<List<GatewayResult>> placed(
      OrderStream stream, BrokerDescriptor broker, List<PlaceOrder> orders) {
    return stream
        .place(orders, answerWithin(broker))
        .map(
            results ->
                results.size() == orders.size()
                    ? results
                    : all(
                        orders,
                        inDoubt(
                            "%d results for %d orders".formatted(results.size(), orders.size()))))
        .otherwise(failure -> all(orders, inDoubt(message(failure))));
  }

  private static List<GatewayResult> all(List<PlaceOrder> orders, GatewayResult result) {
    return Collections.nCopies(orders.size(), result);
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

  /**
   * Takes or keeps an account, and a stream open for its orders; fails if the bridge can't be
   * asked.
   */
  public Future<Attached> attach(BrokerDescriptor broker, Attach attach) {
    return call(broker, HttpMethod.POST, GatewayPaths.ATTACH, Json.bytes(attach), Attached.class)
        .onSuccess(attached -> streams.keep(broker));
  }

  private Future<GatewayResult> command(BrokerDescriptor broker, String path, Object body) {
    Future<HttpClientRequest> connection;
    try {
      connection = http.request(options(broker, HttpMethod.POST, path));
    } catch (RuntimeException e) {
      return Future.succeededFuture(badAddress(e));
    }
    return connection.transform(
        request ->
            request.failed()
                ? Future.succeededFuture(unreachable(broker, request.cause()))
                : written(
                        request.result(),
                        Json.bytes(body),
                        GatewayResult.class,
                        answerWithin(broker))
                    .otherwise(e -> inDoubt(message(e))));
  }

  private static GatewayResult badAddress(RuntimeException e) {
    return new GatewayResult.NotSent("BRIDGE_ADDRESS", message(e));
  }

  private static GatewayResult unreachable(BrokerDescriptor broker, Throwable cause) {
    return new GatewayResult.NotSent(
        "BRIDGE_UNREACHABLE",
        "no connection to the bridge at %s: %s".formatted(broker.gatewayUrl(), message(cause)));
  }

  private static GatewayResult inDoubt(String message) {
    return new GatewayResult.InDoubt("NO_ANSWER", message);
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
    return address(new RequestOptions(), broker, path)
        .setMethod(method)
        .putHeader("Content-Type", "application/json")
        .putHeader("Accept", "application/json");
  }

  private <T extends RequestOptions> T address(T options, BrokerDescriptor broker, String path) {
    RequestOptions bridge = bridges.computeIfAbsent(broker.gatewayUrl(), GatewayClient::bridge);
    options
        .setHost(bridge.getHost())
        .setPort(bridge.getPort())
        .setSsl(bridge.isSsl())
        .setConnectTimeout(CONNECT_MILLIS)
        .setURI(bridge.getURI() + path.replace("{broker}", broker.brokerId()));
    authorization.get().ifPresent(value -> options.putHeader("Authorization", value));
    return options;
  }

  private static RequestOptions bridge(String url) {
    RequestOptions options = new RequestOptions().setAbsoluteURI(url);
    String path = options.getURI();
    return options.setURI(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
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
