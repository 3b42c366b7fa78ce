package io.interlock.benchmarks;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerKind;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.broker.Endpoint;
import io.interlock.contracts.json.Json;
import io.interlock.local.keys.LocalKeys;
import io.interlock.local.keys.Role;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import io.interlock.local.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The packaged bridge as a process, with one MT5 broker it knows from its own volume. */
final class BridgeProcess implements AutoCloseable {
  static final String BROKER = "mt5-bench";
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MILLIS = 100;

  /** Content of the file the bridge keeps its descriptors in. */
  private record Stored(List<BrokerDescriptor> brokers) {}

  private final ChildProcess process;
  private final int port = Ports.free();
  private final String token;

  /**
   * @param kafka may be an address where nothing listens: the bridge trades without
   */
  BridgeProcess(Path home, Path folder, PythonPeer host, String kafka)
      throws IOException, InterruptedException {
    Path jar = home.resolve("gateway-bridge/target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException("not built: " + jar + "; run ./mvnw package -DskipTests");
    }
    LocalKeys keys = LocalKeys.in(folder.resolve("keys"), Clock.systemUTC());
    token = keys.token("benchmark", Role.SERVICE, Duration.ofHours(1));
    Path data = Files.createDirectories(folder.resolve("bridge"));
    Files.write(data.resolve("brokers.json"), Json.bytes(new Stored(List.of(broker(host)))));
    process =
        ChildProcess.start(
            "gateway-bridge",
            List.of(JavaProgram.java(), "-XX:+UseSerialGC", "-Xmx512m", "-jar", jar.toString()),
            Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka,
                "QUARKUS_HTTP_HOST",
                "127.0.0.1",
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                keys.publicKeyFile().toUri().toString(),
                "INTERLOCK_GATEWAY_DATA_DIR",
                data.toString(),
                "INTERLOCK_INTAKE_PORT",
                "0"),
            folder,
            folder.resolve("bridge.log"));
    awaitConnected();
  }

  private static BrokerDescriptor broker(PythonPeer host) {
    return new BrokerDescriptor(
        BROKER,
        BrokerKind.MT5,
        "bench",
        "local",
        "http://localhost",
        Dialect.INTERLOCK_1,
        List.of(new Endpoint("127.0.0.1", host.port("command"), host.port("data"))),
        null,
        null,
        Map.of("EURUSD", "EURUSD"),
        List.of(),
        Map.of(),
        0,
        true,
        null,
        null,
        null);
  }

  private void awaitConnected() throws IOException, InterruptedException {
    HttpRequest ready = HttpRequest.newBuilder(URI.create(base() + "/q/health/ready")).build();
    long until = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() - until < 0) {
        try {
          String body = client.send(ready, HttpResponse.BodyHandlers.ofString()).body();
          if (body.matches("(?s).*\"" + BROKER + "\"\\s*:\\s*\"CONNECTED\".*")) {
            return;
          }
        } catch (IOException e) {
          if (!process.isAlive()) {
            throw new IOException("the bridge ended: " + process.tail(20), e);
          }
        }
        Thread.sleep(POLL_MILLIS);
      }
    }
    throw new IOException("the bridge does not connect: " + process.tail(20));
  }

  String base() {
    return "http://127.0.0.1:" + port;
  }

  int port() {
    return port;
  }

  String authorization() {
    return "Bearer " + token;
  }

  long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .map(kilobytes -> kilobytes / 1024)
        .findFirst()
        .orElse(0);
  }

  /** So that what its heap holds afterwards is what it needs. */
  void collectGarbage() throws IOException, InterruptedException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process collecting =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collecting.waitFor() != 0) {
      throw new IOException("jcmd can't reach the bridge");
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
