package io.interlock.router.testkit;

import io.interlock.contracts.gateway.GatewayPaths;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** HTTP and streams of orders in front of a bridge; each call is answered on its own thread. */
final class BridgeServer implements AutoCloseable {
  private static final String STREAM = end(GatewayPaths.ORDER_STREAM);
  private static final String PLACE = end(GatewayPaths.PLACE);
  private static final int CALL = Long.BYTES;

  record Answer(int status, byte[] body) {}

  private final Vertx vertx = Vertx.vertx();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BiFunction<String, byte[], @Nullable Answer> bridge;
  private final HttpServer server;

  /**
   * @param bridge answers the body of a path; null: the connection breaks instead
   */
  BridgeServer(BiFunction<String, byte[], @Nullable Answer> bridge) {
    this.bridge = bridge;
    server =
        vertx
            .createHttpServer()
            .requestHandler(this::serve)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();
  }

  int port() {
    return server.actualPort();
  }

  private static String end(String path) {
    return path.substring(path.lastIndexOf('/'));
  }

  private void serve(HttpServerRequest request) {
    if (request.path().endsWith(STREAM)) {
      request.toWebSocket().onSuccess(this::serve);
      return;
    }
    request
        .body()
        .onSuccess(
            body ->
                threads.execute(
                    () -> {
                      Answer answer = bridge.apply(request.path(), body.getBytes());
                      if (answer == null) {
                        request.connection().close();
                      } else {
                        request
                            .response()
                            .setStatusCode(answer.status())
                            .end(Buffer.buffer(answer.body()));
                      }
                    }));
  }

  private void serve(ServerWebSocket stream) {
    String path = stream.path().replace(STREAM, PLACE);
    stream.binaryMessageHandler(
        message ->
            threads.execute(
                () -> {
                  Answer answer = bridge.apply(path, message.getBytes(CALL, message.length()));
                  if (answer == null) {
                    stream.close();
                  } else {
                    stream.writeBinaryMessage(
                        message
                            .getBuffer(0, CALL)
                            .appendShort((short) answer.status())
                            .appendBytes(answer.body()));
                  }
                }));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    threads.close();
  }
}
