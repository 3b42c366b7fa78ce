package io.interlock.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.Topics;
import io.interlock.local.kafka.KafkaProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Ticks from a host's PUB socket to {@code market.ticks}: a steady rate for a minute, then bursts
 * as fast as libzmq takes frames that were rendered before, with order events between them. Every
 * tick is counted at the end of the topic or as conflated, every order event in {@code
 * venue.reports}.
 */
public final class TickLoad {
  private static final int RATE = 1_000;
  private static final int ORDERS = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String CONFLATED = "interlock_gateway_ticks_conflated";
  private static final String HEAP = "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}";

  private final KafkaConsumer<String, byte[]> consumer;
  private final BridgeProcess bridge;
  private final PythonPeer host;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TickLoad(KafkaConsumer<String, byte[]> consumer, BridgeProcess bridge, PythonPeer host) {
    this.consumer = consumer;
    this.bridge = bridge;
    this.host = host;
  }

  /**
   * Runs it.
   *
   * @param args seconds of the steady rate (60), ticks in a burst (60,000), bursts (6)
   */
  public static void main(String[] args) throws Exception {
    int seconds = argument(args, 0, 60);
    int burst = argument(args, 1, 60_000);
    int bursts = argument(args, 2, 6);
    Path home = Path.of(System.getProperty("interlock.home", ".")).toAbsolutePath().normalize();
    Path folder = Files.createTempDirectory("interlock-tick-bench");
    try (KafkaProcess kafka = KafkaProcess.start(folder.resolve("kafka"));
        PythonPeer host = new PythonPeer(home, folder);
        BridgeProcess bridge = new BridgeProcess(home, folder, host, kafka.bootstrapServers());
        KafkaConsumer<String, byte[]> consumer =
            new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
      TickLoad load = new TickLoad(consumer, bridge, host);
      load.steady(seconds);
      for (int i = 0; i < bursts; i++) {
        load.burst(burst);
      }
    }
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private void steady(int seconds) throws Exception {
    long before = end(Topics.MARKET_TICKS);
    int expected = RATE * seconds;
    host.steer("{\"stream\":{\"rate\":%d,\"count\":%d}}".formatted(RATE, expected));
    long until = System.nanoTime() + PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(seconds);
    long published = 0;
    while (published < expected && System.nanoTime() - until < 0) {
      TimeUnit.MILLISECONDS.sleep(100);
      published = end(Topics.MARKET_TICKS) - before;
    }
    System.out.printf(
        Locale.ROOT,
        "steady: %,d of %,d ticks at %,d/s published, %,d conflated; %s%n",
        published,
        expected,
        RATE,
        sum(CONFLATED),
        memory());
  }

  private void burst(int ticks) throws Exception {
    long ticksBefore = end(Topics.MARKET_TICKS);
    long reportsBefore = end(Topics.VENUE_REPORTS);
    long conflatedBefore = sum(CONFLATED);
    JsonNode sent = host.steer("{\"burst\":{\"count\":%d,\"orders\":%d}}".formatted(ticks, ORDERS));
    long began = System.nanoTime();
    long published = 0;
    long conflated = 0;
    while (published + conflated < ticks && System.nanoTime() - began < PATIENCE.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(20);
      published = end(Topics.MARKET_TICKS) - ticksBefore;
      conflated = sum(CONFLATED) - conflatedBefore;
    }
    double drained = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "burst of %,d at %,.0f/s: %,d published, %,d conflated, %,d lost; in Kafka %.2f s after the"
            + " last; %d of %d order events; %s%n",
        ticks,
        ticks / sent.get("burst_seconds").doubleValue(),
        published,
        conflated,
        ticks - published - conflated,
        drained,
        end(Topics.VENUE_REPORTS) - reportsBefore,
        ORDERS,
        memory());
  }

  private String memory() throws IOException, InterruptedException {
    long resident = bridge.residentMegabytes();
    bridge.collectGarbage();
    return "%d MB of heap live, %d MB resident".formatted(sum(HEAP) >> 20, resident);
  }

  /** The sum of a metric of the bridge over its labels. */
  private long sum(String metric) throws IOException, InterruptedException {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create(bridge.base() + "/q/metrics"))
            .header("Accept", "text/plain")
            .timeout(ANSWER)
            .build();
    String body = http.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
    Matcher matcher =
        Pattern.compile("(?m)^" + metric + "(?:\\{[^}]*})? ([0-9.E]+)$").matcher(body);
    double sum = 0;
    boolean found = false;
    while (matcher.find()) {
      found = true;
      sum += Double.parseDouble(matcher.group(1));
    }
    if (!found) {
      throw new IllegalStateException("the bridge has no metric " + metric);
    }
    return (long) sum;
  }

  private long end(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }
}
