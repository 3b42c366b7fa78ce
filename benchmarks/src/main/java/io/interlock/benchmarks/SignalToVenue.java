package io.interlock.benchmarks;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.local.mt5.Mt5HostControl;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.trade.MarginMode;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.process.JvmProfile;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.Mt5Host;
import io.interlock.local.stack.Progress;
import io.interlock.local.stack.StackPorts;
import io.interlock.local.stack.StackService;
import io.interlock.local.stack.StackSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Signal → venue and signal → fill event through the whole of Interlock, beside the raw parts on
 * the same servers in the same run.
 *
 * <p>The two take turns, a pass of the floor midway between two signals, so that both find the
 * machine as the other left it. Interlock's load is open-loop: a signal leaves when its time has
 * come, whether or not the ones before it are done, and latency counts from that time, in both.
 * Then a higher rate is offered for some seconds, to see whether it is sustained. The venue is the
 * simulated MT5 host, a process of its own; its ledger says when each order reached it.
 */
public final class SignalToVenue {
  private static final String VENUE = "signal → venue";
  private static final String EVENT = "signal → fill event";
  private static final String DECIDED = "  signal → decided";
  private static final String SENT = "  decided → venue";
  private static final String JOURNALLED = "  venue → fill decided";
  private static final String RELAYED = "  fill decided → fill event";
  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");
  private static final long LEAD_NANOS = 100_000_000L;
  private static final int HEAD = 100;
  private static final Duration DRAIN = Duration.ofSeconds(30);

  private final LatencyReport report = new LatencyReport();
  private final LocalStack stack;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> events;
  private int sides;

  private SignalToVenue(LocalStack stack) {
    this.stack = stack;
    Map<String, Object> servers = Map.of("bootstrap.servers", stack.bootstrapServers());
    Map<String, Object> sending = new HashMap<>(servers);
    sending.put("acks", "all");
    sending.put("linger.ms", 0);
    this.producer = new KafkaProducer<>(sending, new StringSerializer(), new ByteArraySerializer());
    this.events =
        new KafkaConsumer<>(servers, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        events.partitionsFor(Topics.ORDER_EVENTS).stream()
            .map(info -> new TopicPartition(Topics.ORDER_EVENTS, info.partition()))
            .toList();
    events.assign(partitions);
    events.seekToEnd(partitions);
    partitions.forEach(events::position);
  }

  /**
   * Runs it.
   *
   * @param args rounds (3), signals a round (300), signals a second in a round (25), and as many
   *     passes of the floor, rate offered for throughput (1050), seconds of it (20), seconds of
   *     half that rate to warm up (75)
   */
  public static void main(String[] args) throws Exception {
    KAFKA.setLevel(Level.SEVERE);
    int rounds = argument(args, 0, 3);
    int signals = argument(args, 1, 300);
    int rate = argument(args, 2, 25);
    int offered = argument(args, 3, 1_050);
    int seconds = argument(args, 4, 20);
    int warmUp = argument(args, 5, 75);
    Path home = Path.of(System.getProperty("interlock.home", ".")).toAbsolutePath().normalize();
    Path data = Files.createTempDirectory("interlock-bench");
    StackSettings settings =
        new StackSettings(
            home,
            data,
            StackPorts.free(),
            home.resolve("broker-registry/config/brokers.yaml"),
            new Mt5Host.Simulator(MarginMode.NETTING),
            JvmProfile.LONG_RUN,
            false);
    try (LocalStack stack = LocalStack.start(settings, Progress.SILENT)) {
      SignalToVenue benchmark = new SignalToVenue(stack);
      try {
        benchmark.warmUp(warmUp, offered / 2);
        benchmark.run(rounds, signals, rate, offered, seconds);
      } finally {
        benchmark.close();
      }
    }
  }

  private void close() {
    producer.close(Duration.ZERO);
    events.close(CloseOptions.timeout(Duration.ZERO));
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  /** So that the compilers have done their work when it counts. */
  private void warmUp(int seconds, int rate) throws InterruptedException, InvalidMessage {
    Load load = load(seconds * rate, rate);
    System.out.printf("warm-up: %,d of %,d filled%n", load.filled.size(), load.sentAt.size());
  }

  private void run(int rounds, int signals, int rate, int offered, int seconds) throws Exception {
    try (FloorPath floor = new FloorPath(stack.bootstrapServers(), stack.postgres());
        KafkaConsumer<byte[], byte[]> floorResults = floor.results()) {
      passes(floor, new LatencyReport(), floorResults, 20 * signals, 20 * rate, System.nanoTime());
      for (int round = 0; round < rounds; round++) {
        long between = System.nanoTime() + LEAD_NANOS + 500_000_000L / rate;
        Thread raw =
            Thread.ofPlatform()
                .name("floor-rounds")
                .start(() -> passes(floor, report, floorResults, signals, rate, between));
        Load load = load(signals, rate);
        raw.join();
        load.recordTo(report);
      }
    }
    report.print();
    System.out.printf(
        Locale.ROOT,
        "%nratio of medians: signal → venue %.2f × the floor, signal → fill event %.2f ×%n",
        report.ratio(VENUE, "floor: " + VENUE),
        report.ratio(EVENT, "floor: " + EVENT));
    Map<String, Duration> before = ProcessorTime.ofParts(stack);
    Load load = load(offered * seconds, offered);
    Map<String, Duration> after = ProcessorTime.ofParts(stack);
    System.out.printf(
        Locale.ROOT,
        "offered %,d orders/s for %d s: %,d of %,d filled, %,.0f orders/s from first to last fill%n",
        offered,
        seconds,
        load.filled.size(),
        load.sentAt.size(),
        load.rate());
    after.forEach(
        (part, used) ->
            System.out.printf(
                Locale.ROOT,
                "%-38s %9d µs of processor time a filled order%n",
                part,
                used.minus(before.getOrDefault(part, Duration.ZERO)).toNanos()
                    / 1_000
                    / Math.max(1, load.filled.size())));
    LatencyReport loaded = new LatencyReport();
    load.recordTo(loaded);
    loaded.print();
    System.out.printf(Locale.ROOT, "order-router resident memory: %d MB%n", residentMegabytes());
  }

  /** Passes of the floor at a rate: what waits for its turn finds the machine as cold. */
  private static void passes(
      FloorPath floor,
      LatencyReport report,
      KafkaConsumer<byte[], byte[]> results,
      int passes,
      int perSecond,
      long start) {
    for (int i = 0; i < passes; i++) {
      long due = start + i * 1_000_000_000L / perSecond;
      long wait = due - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      }
      floor.pass(due, report, results);
    }
  }

  /** Signals offered at a rate, when each was due, and when its fill event was read. */
  private final class Load {
    final Map<OrderId, Instant> sentAt = new HashMap<>();
    final Map<OrderId, Instant> decidedAt = new HashMap<>();
    final Map<OrderId, Instant> filledAt = new HashMap<>();
    final Map<OrderId, Instant> filled = new HashMap<>();

    double rate() {
      Instant first = filled.values().stream().min(Instant::compareTo).orElseThrow();
      Instant last = filled.values().stream().max(Instant::compareTo).orElseThrow();
      return filled.size() / Math.max(0.001, ChronoUnit.MICROS.between(first, last) / 1e6);
    }

    void recordTo(LatencyReport target) {
      Map<String, Long> reached = new HashMap<>();
      try (Mt5HostControl control = new Mt5HostControl("127.0.0.1", stack.ports().mt5Control())) {
        Ledger ledger = control.ledger();
        for (Ledger.Received command : ledger.commands()) {
          if (command.clientOrderId() != null) {
            reached.putIfAbsent(command.clientOrderId(), command.atMicros());
          }
        }
        for (Order order : ledger.orders()) {
          String id = order.terms().clientOrderId();
          if (id != null) {
            reached.putIfAbsent(id, order.sentMicros()); // it came with others in one command
          }
        }
      }
      sentAt.forEach(
          (order, sent) -> {
            Long micros = reached.get(ClientOrderId.of("local", order).value());
            Instant venue = micros == null ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
            record(target, VENUE, sent, venue);
            record(target, EVENT, sent, filled.get(order));
            record(target, DECIDED, sent, decidedAt.get(order));
            record(target, SENT, decidedAt.get(order), venue);
            record(target, JOURNALLED, venue, filledAt.get(order));
            record(target, RELAYED, filledAt.get(order), filled.get(order));
          });
    }
  }

  private static void record(
      LatencyReport target, String stage, @Nullable Instant from, @Nullable Instant to) {
    if (from != null && to != null) {
      target.record(stage, ChronoUnit.MICROS.between(from, to));
    }
  }

  private Load load(int signals, int perSecond) throws InterruptedException, InvalidMessage {
    Load load = new Load();
    Map<String, Instant> due = new HashMap<>();
    Instant start = Instant.now().plusNanos(LEAD_NANOS);
    for (int i = 0; i < signals; i++) {
      due.put(UUID.randomUUID().toString(), start.plusNanos(i * 1_000_000_000L / perSecond));
    }
    due.forEach((signal, at) -> load.sentAt.put(OrderId.of(Topics.TRADE_SIGNALS, signal, 0), at));
    Thread sender = Thread.ofPlatform().name("signals").start(() -> send(due));
    Instant giveUp = start.plusSeconds(signals / perSecond).plus(DRAIN);
    while (load.filled.size() < signals && Instant.now().isBefore(giveUp)) {
      for (var record : events.poll(Duration.ofMillis(20))) {
        Instant now = Instant.now();
        if (!counts(record.value())) {
          continue;
        }
        OrderEvent event = Json.readTolerant(record.value(), OrderEvent.class);
        if (!load.sentAt.containsKey(event.orderId())) {
          continue;
        }
        if (event.kind() == EventKind.RECEIVED) {
          load.decidedAt.putIfAbsent(event.orderId(), event.at());
        } else if (event.kind() == EventKind.FILLED) {
          load.filledAt.putIfAbsent(event.orderId(), event.at());
          load.filled.putIfAbsent(event.orderId(), now);
        }
      }
    }
    sender.join();
    return load;
  }

  /** Whether it is worth reading: who measures must not be what is measured. */
  private static boolean counts(byte[] event) {
    String head = new String(event, 0, Math.min(event.length, HEAD), StandardCharsets.ISO_8859_1);
    return head.contains("\"kind\":\"RECEIVED\"") || head.contains("\"kind\":\"FILLED\"");
  }

  private void send(Map<String, Instant> due) {
    due.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(
            signal -> {
              byte[] body = signal(signal.getKey(), signal.getValue());
              long wait = ChronoUnit.NANOS.between(Instant.now(), signal.getValue());
              if (wait > 0) {
                LockSupport.parkNanos(wait);
              }
              var _ = producer.send(new ProducerRecord<>(Topics.TRADE_SIGNALS, "demo-1", body));
            });
    producer.flush();
  }

  private byte[] signal(String id, Instant at) {
    return """
    {"signal_id":"%s","strategy":"bench","account":"demo-1","symbol":"EURUSD",
     "side":"%s","volume":"0.01","timestamp":"%s"}"""
        .formatted(id, sides++ % 2 == 0 ? "BUY" : "SELL", at)
        .getBytes(StandardCharsets.UTF_8);
  }

  private long residentMegabytes() throws IOException {
    long pid = stack.service(StackService.ORDER_ROUTER).handle().pid();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("no VmRSS of process " + pid);
  }
}
