package io.interlock.benchmarks;

import io.interlock.local.kafka.KafkaProcess;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import io.interlock.local.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * Round trip of Expert Advisors at the event intake of a packaged bridge that publishes to a real
 * Kafka, beside an echo ROUTER with as many connections; rounds of both alternate in one run.
 *
 * <p>Every Expert Advisor has its own connection and sends at its own pace whether or not others
 * wait, so a late answer is counted from when the event was due.
 */
public final class EventIntake {
  private static final String FLOOR = "floor: echo ROUTER";
  private static final String INTAKE = "event intake: ";
  private static final Duration START = Duration.ofSeconds(60);
  private static final int ANSWER_MILLIS = 10_000;
  private static final Map<String, String> EVENTS =
      Map.of(
          "trade_open", "{\"symbol\":\"EURUSD\",\"side\":\"BUY\",\"volume\":\"0.10\"}",
          "trade_close", "{\"ticket\":\"123456\",\"symbol\":\"EURUSD\",\"profit\":\"12.50\"}",
          "trade_modify", "{\"ticket\":\"123456\",\"stop_loss\":\"1.08000\"}",
          "heartbeat", "{\"balance\":\"10000.00\",\"equity\":\"9990.50\",\"open_positions\":1}",
          "risk_update", "{\"risk_multiplier\":\"0.5\"}");

  private final List<String> types = EVENTS.keySet().stream().sorted().toList();
  private final LatencyReport report = new LatencyReport();
  private final int experts;
  private final int events;
  private final Duration pace;

  private EventIntake(int experts, int events, int perSecond) {
    this.experts = experts;
    this.events = events;
    this.pace = Duration.ofSeconds(1).dividedBy(perSecond);
  }

  /**
   * @param args Expert Advisors (100), rounds (5), events of each in a round (50), events of each a
   *     second (20)
   */
  public static void main(String[] args) throws Exception {
    EventIntake benchmark =
        new EventIntake(argument(args, 0, 100), argument(args, 2, 50), argument(args, 3, 20));
    int rounds = argument(args, 1, 5);
    Path home = Path.of(System.getProperty("interlock.home", ".")).toAbsolutePath().normalize();
    Path folder = Files.createTempDirectory("event-intake");
    int intakePort = Ports.free();
    try (KafkaProcess kafka = KafkaProcess.start(folder.resolve("kafka"));
        ChildProcess floor =
            JavaProgram.of(EchoRouter.class).start("echo", folder, folder.resolve("echo.log"));
        ChildProcess bridge = bridge(home, folder, kafka.bootstrapServers(), intakePort)) {
      String line = JavaProgram.awaitLine(floor, EchoRouter.PORT, START);
      int floorPort = Integer.parseInt(line.substring(EchoRouter.PORT.length()).strip());
      benchmark.round(floorPort, false, false);
      benchmark.round(intakePort, true, false);
      for (int i = 0; i < rounds; i++) {
        benchmark.round(floorPort, false, true);
        benchmark.round(intakePort, true, true);
      }
      benchmark.print();
      if (!bridge.isAlive()) {
        throw new IllegalStateException("the bridge ended: " + bridge.tail(20));
      }
    }
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static ChildProcess bridge(Path home, Path folder, String kafka, int intakePort)
      throws IOException, InterruptedException {
    Path jar = home.resolve("gateway-bridge/target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException("not built: " + jar + "; run ./mvnw package -DskipTests");
    }
    int port = Ports.free();
    ChildProcess bridge =
        ChildProcess.start(
            "gateway-bridge",
            List.of(JavaProgram.java(), "-XX:+UseSerialGC", "-Xmx512m", "-jar", jar.toString()),
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", kafka,
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(port),
                "INTERLOCK_GATEWAY_DATA_DIR", folder.resolve("bridge").toString(),
                "INTERLOCK_INTAKE_PORT", Integer.toString(intakePort)),
            folder,
            folder.resolve("bridge.log"));
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health")).build();
    long until = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() - until < 0 && bridge.isAlive()) {
        try {
          String body = client.send(ready, HttpResponse.BodyHandlers.ofString()).body();
          if (body.matches("(?s).*\"trading controls\",\\s*\"status\":\\s*\"UP\".*")) {
            return bridge;
          }
        } catch (IOException e) {
          // not listening yet
        }
        Thread.sleep(100);
      }
    }
    String log = String.join("\n", bridge.tail(20));
    bridge.close();
    throw new IOException("the bridge does not start: " + log);
  }

  /** All Expert Advisors at once, each at its pace. */
  private void round(int port, boolean intake, boolean counted) throws InterruptedException {
    CountDownLatch connected = new CountDownLatch(experts);
    Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    try (ZContext context = new ZContext()) {
      for (int i = 0; i < experts; i++) {
        int number = i;
        threads.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        expert(context, port, number, intake, counted, connected);
                      } catch (RuntimeException e) {
                        failures.add(e);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          failures.size() + " of " + experts + " Expert Advisors failed", failures.peek());
    }
  }

  private void expert(
      ZContext context,
      int port,
      int number,
      boolean intake,
      boolean counted,
      CountDownLatch connected) {
    try (ZMQ.Socket socket = context.createSocket(SocketType.REQ)) {
      socket.setLinger(0);
      socket.setHandshakeIvl(500);
      socket.setReceiveTimeOut(ANSWER_MILLIS);
      socket.connect("tcp://127.0.0.1:" + port);
      try {
        ask(socket, number, types.getFirst());
      } finally {
        // Those who have come so far do not wait for one that fails.
        connected.countDown();
      }
      connected.await();
      long began = System.nanoTime() + pace.toNanos() * number / experts;
      for (int i = 0; i < events; i++) {
        long due = began + pace.toNanos() * i;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        String type = types.get((i + number) % types.size());
        byte[] answer = ask(socket, number, type);
        check(intake, answer);
        if (counted) {
          record(intake ? INTAKE + type : FLOOR, (System.nanoTime() - due) / 1_000);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static byte[] ask(ZMQ.Socket socket, int number, String type) {
    long micros = System.currentTimeMillis() * 1_000;
    String event =
        "{\"type\":\"%s\",\"ea\":\"bench-%d\",\"magic\":%d,\"timestamp\":%d,\"payload\":%s}"
            .formatted(type, number, number, micros, EVENTS.get(type));
    socket.send(event.getBytes(StandardCharsets.UTF_8));
    byte[] answer = socket.recv();
    if (answer == null) {
      throw new IllegalStateException("no answer to " + event);
    }
    return answer;
  }

  private static void check(boolean intake, byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    if (intake && !(text.contains("\"ok\"") && text.contains("\"approved\":true"))) {
      throw new IllegalStateException("answered " + text);
    }
  }

  private synchronized void record(String name, long micros) {
    report.record(name, micros);
    if (name.startsWith(INTAKE)) {
      report.record(INTAKE + "all", micros);
    }
  }

  private void print() {
    report.print();
    System.out.printf(
        Locale.ROOT,
        "%d Expert Advisors: median %d µs, p95 %d µs beside %d µs of the floor; the median is %.1f"
            + " times its%n",
        experts,
        report.histogram(INTAKE + "all").getValueAtPercentile(50),
        report.histogram(INTAKE + "all").getValueAtPercentile(95),
        report.histogram(FLOOR).getValueAtPercentile(95),
        report.ratio(INTAKE + "all", FLOOR));
  }
}
