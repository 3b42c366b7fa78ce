package io.interlock.router.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.gateway.GatewayPaths;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A stream of orders to a broker's bridge, see {@link GatewayPaths#ORDER_STREAM}. On the event loop
 * it was opened on.
 *
 * <p>Orders given to it may have been written from then on: what fails is in doubt.
 */
final class OrderStream {
  /** A successor is opened then, so that a fresh token is at hand and nobody waits for it. */
  private static final long RENEW_AFTER_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Before the bridge's clock says so. */
  private static final long USED_FOR_NANOS =
      TimeUnit.SECONDS.toNanos(GatewayPaths.STREAM_SECONDS - 5);

  private final Vertx vertx;
  private final LongSupplier nanos;
  private final WebSocket socket;
  private final long openedNanos;
  private final Map<Long, Promise<List<GatewayResult>>> unanswered = new HashMap<>();
  private long calls;
  private boolean retired;

  /**
   * @param openedNanos when opening it began
   */
  OrderStream(Vertx vertx, LongSupplier nanos, WebSocket socket, long openedNanos) {
    this.vertx = vertx;
    this.nanos = nanos;
    this.socket = socket;
    this.openedNanos = openedNanos;
    socket.binaryMessageHandler(this::answered);
    socket.closeHandler(closed -> lost(closeReason(socket)));
  }

  /** Whether orders can be given to it. */
  boolean takesOrders() {
    return !retired && !socket.isClosed() && age() < USED_FOR_NANOS;
  }

  /** Whether it is time to open another one. */
  boolean isDue() {
    return age() > RENEW_AFTER_NANOS;
  }

  private long age() {
    return nanos.getAsLong() - openedNanos;
  }

  /**
   * Places orders; the results are in their order. Fails if nothing or nonsense is answered.
   *
   * <p>A stream on which nothing is heard in time, or which takes no more orders, is given up: the
   * orders after it take another one.
   */
  Future<List<GatewayResult>> place(List<PlaceOrder> orders, long withinMillis) {
    byte[] body = Json.bytes(new PlaceOrders(orders));
    long call = ++calls;
    Promise<List<GatewayResult>> answer = Promise.promise();
    unanswered.put(call, answer);
    socket
        .writeBinaryMessage(
            Buffer.buffer(Long.BYTES + body.length).appendLong(call).appendBytes(body))
        .onFailure(answer::tryFail);
    long timeUp =
        vertx.setTimer(
            withinMillis, fired -> answer.tryFail("no answer in " + withinMillis + " ms"));
    return answer
        .future()
        .onSuccess(results -> retired |= results.stream().anyMatch(OrderStream::isOver))
        .onFailure(failure -> retired = true)
        .onComplete(
            done -> {
              vertx.cancelTimer(timeUp);
              unanswered.remove(call);
              closeIfDone();
            });
  }

  private static boolean isOver(GatewayResult result) {
    return result instanceof GatewayResult.NotSent(var code, var _)
        && code.equals(PlaceOrders.STREAM_OVER);
  }

  /** Gives it no more orders; it is closed when those it has are answered. */
  void retire() {
    retired = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (retired && unanswered.isEmpty() && !socket.isClosed()) {
      var _ = socket.close();
    }
  }

  private void answered(Buffer message) {
    Promise<List<GatewayResult>> answer =
        message.length() < Long.BYTES + Short.BYTES ? null : unanswered.get(message.getLong(0));
    if (answer == null) {
      return; // too late, or nobody's
    }
    int status = message.getShort(Long.BYTES);
    byte[] body = message.getBytes(Long.BYTES + Short.BYTES, message.length());
    if (status != 200) {
      answer.tryFail("status %d %s".formatted(status, new String(body, UTF_8)));
      return;
    }
    try {
      answer.tryComplete(Json.readTolerant(body, PlaceOrders.Results.class).results());
    } catch (InvalidMessage e) {
      answer.tryFail("unreadable answer: " + e.getMessage());
    }
  }

  private void lost(String reason) {
    retired = true;
    List.copyOf(unanswered.values()).forEach(answer -> answer.tryFail(reason));
  }

  private static String closeReason(WebSocket socket) {
    return "the stream was closed: %s %s".formatted(socket.closeStatusCode(), socket.closeReason());
  }
}
