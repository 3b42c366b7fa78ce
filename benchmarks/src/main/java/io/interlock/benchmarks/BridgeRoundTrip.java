package io.interlock.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.gateway.transport.ChannelOptions;
import io.interlock.gateway.transport.Delivery;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.transport.HostChannel;
import io.interlock.gateway.transport.ZmqHostChannel;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Round trips to one and the same libzmq peer, interleaved in one run: raw JeroMQ REQ, the bridge's
 * transport, the bridge over HTTP; then queries a second in lock-step and pipelined.
 *
 * <p>The peer is Python, so a good part of every figure is its; the differences are ours.
 */
public final class BridgeRoundTrip {
  private static final String RAW = "raw JeroMQ REQ";
  private static final String TRANSPORT = "bridge transport";
  private static final String HTTP = "bridge over HTTP";
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int WINDOW = 64;
  private static final byte[] PING =
      "{\"v\":1,\"request_id\":\"r\",\"action\":\"PING\",\"timestamp\":0,\"epoch\":0,\"payload\":{}}"
          .getBytes(UTF_8);

  private final LatencyReport report = new LatencyReport();
  private final ZMQ.Socket raw;
  private final HostChannel transport;
  private final Context client;
  private final HttpClient http;
  private final BridgeProcess bridge;

  private BridgeRoundTrip(
      ZMQ.Socket raw,
      HostChannel transport,
      Context client,
      HttpClient http,
      BridgeProcess bridge) {
    this.raw = raw;
    this.transport = transport;
    this.client = client;
    this.http = http;
    this.bridge = bridge;
  }

  /**
   * Runs it.
   *
   * @param args rounds (20), round trips of each kind a round (500)
   */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    int trips = args.length > 1 ? Integer.parseInt(args[1]) : 500;
    Path home = Path.of(System.getProperty("interlock.home", ".")).toAbsolutePath().normalize();
    Path folder = Files.createTempDirectory("interlock-bridge-bench");
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (PythonPeer host = new PythonPeer(home, folder);
        BridgeProcess bridge = new BridgeProcess(home, folder, host, "127.0.0.1:1");
        ZContext context = new ZContext(1);
        HostChannel transport = transport(host)) {
      ZMQ.Socket raw = context.createSocket(SocketType.REQ);
      raw.setHandshakeIvl(500);
      raw.connect("tcp://127.0.0.1:" + host.port("command"));
      HttpClient http =
          vertx.createHttpClient(
              new HttpClientOptions().setKeepAlive(true).setMaxPoolSize(1).setTcpNoDelay(true));
      new BridgeRoundTrip(raw, transport, vertx.getOrCreateContext(), http, bridge)
          .run(rounds, trips);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static HostChannel transport(PythonPeer host) {
    HostChannel channel =
        new ZmqHostChannel(
            new ChannelOptions(
                "bench", "127.0.0.1", host.port("command"), 1_024, Duration.ofSeconds(2), _ -> {}),
            new ReentrantReadWriteLock().readLock());
    channel.start(BridgeRoundTrip::ping);
    return channel;
  }

  private void run(int rounds, int trips) throws Exception {
    LatencyReport warmUp = new LatencyReport();
    round(warmUp, trips * 4);
    for (int round = 0; round < rounds; round++) {
      round(report, trips);
    }
    report.print();
    System.out.printf(
        Locale.ROOT,
        "%nratio of medians: transport %.2f × raw, HTTP %.2f × raw%n",
        report.ratio(TRANSPORT, RAW),
        report.ratio(HTTP, RAW));
    int queries = rounds * trips;
    double lockStep = rate(queries, this::lockStep);
    double pipelined = rate(queries, this::pipelined);
    System.out.printf(
        Locale.ROOT,
        "queries a second: %,.0f in lock-step (REQ), %,.0f pipelined%n",
        lockStep,
        pipelined);
  }

  private void round(LatencyReport into, int trips) throws Exception {
    for (int i = 0; i < trips; i++) {
      into.record(RAW, micros(this::rawTrip));
      into.record(TRANSPORT, micros(this::transportTrip));
      into.record(HTTP, micros(this::httpTrip));
    }
  }

  private interface Trip {
    void go() throws Exception;
  }

  private static long micros(Trip trip) throws Exception {
    long began = System.nanoTime();
    trip.go();
    return (System.nanoTime() - began) / 1_000;
  }

  private void rawTrip() {
    raw.send(PING, 0);
    raw.recv(0);
  }

  private void transportTrip() throws Exception {
    Delivery delivery = submit().delivery().get(10, TimeUnit.SECONDS);
    if (!(delivery instanceof Delivery.Answered)) {
      throw new IllegalStateException(delivery.toString());
    }
  }

  private Exchange submit() {
    Exchange exchange = ping();
    transport.submit(exchange);
    return exchange;
  }

  private static Exchange ping() {
    return Exchange.query(() -> new Exchange.Draft.Frame(PING), TIMEOUT_NANOS);
  }

  /** Asks for an order, which the host does not know: one query to it. */
  private void httpTrip() throws Exception {
    ClientOrderId id = ClientOrderId.of("bench", OrderId.of("bench", "1", 0));
    Promise<Buffer> answered = Promise.promise();
    // On the client's own thread: from another one the answer may be over before it is read.
    client.runOnContext(
        _ ->
            http.request(
                    HttpMethod.GET,
                    bridge.port(),
                    "127.0.0.1",
                    "/brokers/" + BridgeProcess.BROKER + "/orders/" + id)
                .map(request -> request.putHeader("Authorization", bridge.authorization()))
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .onComplete(answered));
    Buffer answer =
        answered.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    if (!answer.toString().contains("NOT_FOUND")) {
      throw new IllegalStateException(answer.toString());
    }
  }

  private interface Load {
    void go(int queries) throws Exception;
  }

  private static double rate(int queries, Load load) throws Exception {
    long began = System.nanoTime();
    load.go(queries);
    return queries * (double) Duration.ofSeconds(1).toNanos() / (System.nanoTime() - began);
  }

  private void lockStep(int queries) {
    for (int i = 0; i < queries; i++) {
      rawTrip();
    }
  }

  private void pipelined(int queries) throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(queries);
    Semaphore window = new Semaphore(WINDOW);
    for (int i = 0; i < queries; i++) {
      window.acquire();
      var _ =
          submit()
              .delivery()
              .thenAccept(
                  _ -> {
                    window.release();
                    answered.countDown();
                  });
    }
    answered.await();
  }
}
