package io.interlock.router.gateway;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The streams of orders that are open, one a broker. On the trading thread. */
final class OrderStreams {
  private static final Logger LOG = Logger.getLogger(OrderStreams.class);
  private static final int OPENED_WITHIN_MILLIS = 2_000;
  private static final int NO_LIMIT = Integer.MAX_VALUE;
  private static final int LARGEST_ANSWER = 1024 * 1024;

  private record Key(String gatewayUrl, String broker) {
    static Key of(BrokerDescriptor broker) {
      return new Key(broker.gatewayUrl(), broker.brokerId());
    }

    @Override
    public String toString() {
      return "%s for broker %s".formatted(gatewayUrl, broker);
    }
  }

  private final Vertx vertx;
  private final LongSupplier nanos;
  private final WebSocketClient client;
  private final Function<BrokerDescriptor, WebSocketConnectOptions> address;
  private final Map<Key, OrderStream> open = new HashMap<>();
  private final Map<Key, Future<OrderStream>> opening = new HashMap<>();

  /**
   * @param nanos the time, as {@link System#nanoTime}
   * @param address of a broker's stream, and who asks for it
   */
  OrderStreams(
      Vertx vertx,
      LongSupplier nanos,
      Function<BrokerDescriptor, WebSocketConnectOptions> address) {
    this.vertx = vertx;
    this.nanos = nanos;
    this.address = address;
    client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setTcpNoDelay(true)
                .setMaxConnections(NO_LIMIT)
                .setMaxMessageSize(LARGEST_ANSWER));
  }

  /** A broker's stream; null: it has to be opened first. */
  @Nullable OrderStream of(BrokerDescriptor broker) {
    OrderStream stream = open.get(Key.of(broker));
    return stream != null && stream.takesOrders() ? stream : null;
  }

  /** Opens a stream, or renews it if that is due. */
  void keep(BrokerDescriptor broker) {
    OrderStream stream = of(broker);
    if (stream == null || stream.isDue()) {
      var _ = open(broker);
    }
  }

  /**
   * Opens a stream; fails if that can't be done soon: no order was written then.
   *
   * <p>The time is taken here: Vert.x leaves some failures untold.
   */
  Future<OrderStream> open(BrokerDescriptor broker) {
    Key key = Key.of(broker);
    Future<OrderStream> underWay = opening.get(key);
    if (underWay != null) {
      return underWay;
    }
    WebSocketConnectOptions server = address.apply(broker);
    Promise<OrderStream> stream = Promise.promise();
    opening.put(key, stream.future());
    long timeUp =
        vertx.setTimer(
            OPENED_WITHIN_MILLIS,
            fired -> stream.tryFail("no answer in " + OPENED_WITHIN_MILLIS + " ms"));
    stream
        .future()
        .onSuccess(opened -> replace(key, opened))
        .onFailure(e -> LOG.warnf("no stream of orders to %s: %s", key, e.getMessage()))
        .onComplete(
            done -> {
              vertx.cancelTimer(timeUp);
              opening.remove(key);
            });
    long began = nanos.getAsLong();
    client
        .connect(server)
        .map(socket -> new OrderStream(vertx, nanos, socket, began))
        .onFailure(stream::tryFail)
        .onSuccess(
            opened -> {
              if (!stream.tryComplete(opened)) {
                opened.retire(); // too late
              }
            });
    return stream.future();
  }

  private void replace(Key key, OrderStream opened) {
    OrderStream before = open.put(key, opened);
    if (before != null) {
      before.retire();
    }
  }
}
