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
  private static final Pattern CONFLATED =
      Pattern.compile("(?m)^interlock_gateway_ticks_conflated(?:\\{[^}]*})? ([0-9.E]+)$");

  private final KafkaConsumer<String, byte[]> consumer;
  private final BridgeProcess bridge;
  private final PythonPeer host;

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
        "steady: %,d of %,d ticks at %,d/s published, %,d conflated; bridge %d MB%n",
        published,
        expected,
        RATE,
        conflated(),
        bridge.residentMegabytes());
  }

  private void burst(int ticks) throws Exception {
    long ticksBefore = end(Topics.MARKET_TICKS);
    long reportsBefore = end(Topics.VENUE_REPORTS);
    long conflatedBefore = conflated();
    long memoryBefore = bridge.residentMegabytes();
    JsonNode sent = host.steer("{\"burst\":{\"count\":%d,\"orders\":%d}}".formatted(ticks, ORDERS));
    long began = System.nanoTime();
    long published = 0;
    long conflated = 0;
    while (published + conflated < ticks && System.nanoTime() - began < PATIENCE.toNanos()) {
      TimeUnit.MILLISECONDS.sleep(20);
      published = end(Topics.MARKET_TICKS) - ticksBefore;
      conflated = conflated() - conflatedBefore;
    }
    double drained = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "burst of %,d at %,.0f/s: %,d published, %,d conflated, %,d lost; in Kafka %.2f s after the"
            + " last; %d of %d order events; bridge %d MB before, %d MB after%n",
        ticks,
        ticks / sent.get("burst_seconds").doubleValue(),
        published,
        conflated,
        ticks - published - conflated,
        drained,
        end(Topics.VENUE_REPORTS) - reportsBefore,
        ORDERS,
        memoryBefore,
        bridge.residentMegabytes());
  }

  private long conflated() throws IOException, InterruptedException {
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create(bridge.base() + "/q/metrics"))
            .header("Accept", "text/plain")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body = client.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
      Matcher matcher = CONFLATED.matcher(body);
      if (!matcher.find()) {
        throw new IllegalStateException("the bridge does not count conflated ticks");
      }
      return (long) Double.parseDouble(matcher.group(1));
    }
  }

  private long end(String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }
}
