package io.interlock.local.mt5;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * The control port: {@code GET /ledger} gives the {@link io.interlock.local.mt5.command.Ledger} and
 * {@code POST /control} takes a {@link ControlCommand}, both as JSON. For tests and people; it
 * knows no authentication.
 */
final class ControlServer implements AutoCloseable {
  private final SimulatedMt5Host host;
  private final HttpServer server;

  ControlServer(SimulatedMt5Host host, String address, int port) {
    this.host = host;
    try {
      this.server = HttpServer.create(new InetSocketAddress(address, port), 0);
    } catch (IOException e) {
      throw new IllegalStateException(
          "can't listen on " + address + ":" + port + " for control: " + e.getMessage(), e);
    }
    server.createContext("/ledger", exchange -> answer(exchange, 200, host.ledger()));
    server.createContext("/control", this::control);
  }

  void start() {
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void control(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(Json.LARGEST_MESSAGE + 1);
    try {
      host.apply(Json.read(body, ControlCommand.class));
      answer(exchange, 200, Map.of("done", true));
    } catch (InvalidMessage e) {
      answer(exchange, 400, Map.of("field", e.field(), "value", e.value(), "rule", e.rule()));
    } catch (java.util.concurrent.CompletionException e) {
      answer(exchange, 400, Map.of("rule", String.valueOf(e.getCause())));
    }
  }

  private static void answer(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes = Json.bytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
