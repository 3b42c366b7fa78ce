package io.interlock.router.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** The kill latch of a bridge on a real socket, which can be made to hang. */
final class BridgeOnPort implements AutoCloseable {
  final List<KillRequest> kills = new CopyOnWriteArrayList<>();
  final List<KillRequest> rehearsals = new CopyOnWriteArrayList<>();
  final List<KillReset> resets = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private volatile CountDownLatch hanging = new CountDownLatch(0);
  private volatile long epoch;
  private volatile boolean latched;

  BridgeOnPort() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/kill-switch", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  void hang() {
    hanging = new CountDownLatch(1);
  }

  void goOn() {
    hanging.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try {
      hanging.await();
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestURI().getPath().endsWith("/reset")) {
        KillReset reset = Json.read(body, KillReset.class);
        resets.add(reset);
        latched = latched && epoch > reset.killEpoch();
      } else if (exchange.getRequestURI().getPath().endsWith("/rehearsal")) {
        rehearsals.add(Json.read(body, KillRequest.class));
      } else if (body.length > 0) {
        KillRequest kill = Json.read(body, KillRequest.class);
        kills.add(kill);
        epoch = Math.max(epoch, kill.killEpoch());
        latched = true;
      }
    } catch (InvalidMessage e) {
      exchange.sendResponseHeaders(400, -1);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    byte[] report =
        Json.bytes(
            new KillReport(
                epoch,
                latched,
                List.of(new KillReport.Layer("bridge", "demo", latched, epoch, null))));
    exchange.sendResponseHeaders(200, report.length);
    exchange.getResponseBody().write(report);
    exchange.close();
  }

  @Override
  public void close() {
    goOn();
    server.stop(0);
  }
}
