package io.interlock.gateway.http;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.Refusal;
import io.interlock.gateway.venue.Venues;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Orders of one router for one broker, see {@link GatewayPaths#ORDER_STREAM}: handed on as they
 * come, answered as that is known. On the event loop of its connection.
 */
final class OrderStream {
  private static final Logger LOG = Logger.getLogger(OrderStream.class);
  private static final short POLICY_VIOLATION = 1008;

  /** When its time is over, orders that came before may still be answered. */
  private static final long ANSWERS_FOR_MILLIS = 60_000;

  private final Venues venues;
  private final String broker;
  private final ServerWebSocket socket;
  private final Context loop;
  private final long overNanos;

  /**
   * @param millis how long it takes orders
   */
  OrderStream(Vertx vertx, Venues venues, String broker, ServerWebSocket socket, long millis) {
    this.venues = venues;
    this.broker = broker;
    this.socket = socket;
    loop = vertx.getOrCreateContext();
    socket.binaryMessageHandler(this::called);
    socket.textMessageHandler(text -> refuse("orders come in binary messages"));
    overNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    long end = vertx.setTimer(Math.max(0, millis) + ANSWERS_FOR_MILLIS, fired -> socket.close());
    socket.closeHandler(closed -> vertx.cancelTimer(end));
  }

  private void called(Buffer message) {
    if (message.length() < Long.BYTES) {
      refuse("a message begins with the number of its call, 8 bytes");
      return;
    }
    long call = message.getLong(0);
    List<PlaceOrder> orders;
    try {
      orders =
          Json.read(message.getBytes(Long.BYTES, message.length()), PlaceOrders.class).orders();
    } catch (InvalidMessage e) {
      answer(call, 400, Json.bytes(Refusal.of(e)));
      return;
    }
    if (System.nanoTime() - overNanos >= 0) {
      GatewayResult late =
          new GatewayResult.NotSent(PlaceOrders.STREAM_OVER, "the stream takes no more orders");
      answer(call, new PlaceOrders.Results(Collections.nCopies(orders.size(), late)), null);
      return;
    }
    CompletableFuture.completedStage(orders)
        .thenCompose(placing -> venues.place(broker, placing))
        .whenComplete(
            (results, failure) -> loop.runOnContext(done -> answer(call, results, failure)));
  }

  private void answer(
      long call, PlaceOrders.@Nullable Results results, @Nullable Throwable failure) {
    if (results != null) {
      answer(call, 200, Json.bytes(results));
    } else {
      LOG.errorf(failure, "orders not placed: broker=%s", broker);
      answer(call, 500, new byte[0]);
    }
  }

  private void answer(long call, int status, byte[] body) {
    if (socket.isClosed()) {
      return; // whoever asked holds the order in doubt, and asks
    }
    Buffer message =
        Buffer.buffer(Long.BYTES + Short.BYTES + body.length)
            .appendLong(call)
            .appendShort((short) status)
            .appendBytes(body);
    var _ = socket.writeBinaryMessage(message);
  }

  private void refuse(String rule) {
    var _ = socket.close(POLICY_VIOLATION, rule);
  }
}
