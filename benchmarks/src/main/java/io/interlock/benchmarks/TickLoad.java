package io.interlock.benchmarks;

import io.interlock.contracts.Topics;
import io.interlock.local.kafka.KafkaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Ticks from a host's PUB socket to {@code market.ticks}: a steady rate for a minute, then a burst
 * as fast as the host can; every tick is counted at the end of the topic.
 */
public final class TickLoad {
  private static final int RATE = 1_000;
  private static final int BURST = 60_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TickLoad() {}

  /**
   * Runs it.
   *
   * @param args seconds of the steady rate (60)
   */
  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
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
      long before = end(consumer);
      long memoryBefore = bridge.residentMegabytes();
      host.steer(stream(RATE, RATE * seconds));
      long steady = awaitCount(consumer, before, (long) RATE * seconds, seconds);
      System.out.printf(
          Locale.ROOT,
          "steady: %,d of %,d ticks at %,d/s published%n",
          steady,
          RATE * seconds,
          RATE);
      long began = System.nanoTime();
      host.steer(stream(0, BURST));
      while (host.steer("{}").get("streaming").booleanValue()) {
        Thread.onSpinWait();
      }
      double hostSeconds = (System.nanoTime() - began) / 1e9;
      long burst = awaitCount(consumer, before + steady, BURST, 0);
      System.out.printf(
          Locale.ROOT,
          "burst: %,d of %,d ticks published, sent by the host at %,.0f/s%n",
          burst,
          BURST,
          BURST / hostSeconds);
      System.out.printf(
          Locale.ROOT,
          "bridge resident memory: %d MB before, %d MB after%n",
          memoryBefore,
          bridge.residentMegabytes());
    }
  }

  private static String stream(int rate, int count) {
    return "{\"stream\":{\"rate\":%d,\"count\":%d}}".formatted(rate, count);
  }

  private static long awaitCount(
      KafkaConsumer<String, byte[]> consumer, long before, long expected, int seconds)
      throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos() + TimeUnit.SECONDS.toNanos(seconds);
    long count = 0;
    while (count < expected && System.nanoTime() - until < 0) {
      TimeUnit.MILLISECONDS.sleep(100);
      count = end(consumer) - before;
    }
    return count;
  }

  private static long end(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.MARKET_TICKS).stream()
            .map(info -> new TopicPartition(Topics.MARKET_TICKS, info.partition()))
            .toList();
    return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }
}
