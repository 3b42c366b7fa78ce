package io.interlock.gateway.feed;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.venue.MarketBoard;
import io.interlock.gateway.venue.VenueListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what sessions report. Sessions only hand over; one thread writes, so slow Kafka makes
 * nobody wait: ticks and statuses are then conflated, reports are kept and retried until Kafka has
 * them, in order.
 */
@ApplicationScoped
public class KafkaFeed implements VenueListener {
  private static final Logger LOG = Logger.getLogger(KafkaFeed.class);
  private static final int TICKS_KEPT = 65_536;
  private static final int REPORTS_IN_MEMORY = 10_000;
  private static final int TICKS_AT_ONCE = 1_000;
  private static final long IDLE_NANOS = Duration.ofMillis(5).toNanos();
  private static final long STUCK_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration CLOSE = Duration.ofSeconds(2);

  private final Map<String, Object> kafka;
  private final MarketBoard board;
  private final Clock clock;
  private final String bootId = UUID.randomUUID().toString();
  private final AtomicLong seq = new AtomicLong();
  private final TickBuffer ticks = new TickBuffer(TICKS_KEPT);
  private final Map<String, BrokerStatus> statuses = new ConcurrentHashMap<>();
  private final ReportQueue reports;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean refused;
  private volatile long turnedNanos = System.nanoTime();

  public KafkaFeed(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      BridgeSettings settings,
      MarketBoard board,
      Clock clock,
      MeterRegistry meters) {
    this.reports = new ReportQueue(settings.dataDir().resolve("reports.spool"), REPORTS_IN_MEMORY);
    this.kafka = new HashMap<>(kafka);
    this.board = board;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("kafka-feed").daemon().unstarted(this::run);
    meters.gauge("interlock.gateway.reports.waiting", reports, ReportQueue::size);
    meters.gauge("interlock.gateway.ticks.conflated", ticks, TickBuffer::conflated);
  }

  void start(@Observes @Priority(1) StartupEvent event) {
    thread.start();
  }

  @Override
  public void status(BrokerStatus status) {
    statuses.put(status.brokerId(), status);
    board.put(status);
  }

  @Override
  public void tick(Tick tick) {
    ticks.add(tick);
    board.put(tick);
  }

  @Override
  public void order(BrokerDescriptor broker, VenueOrder order) {
    report(broker, order, null);
  }

  @Override
  public void position(BrokerDescriptor broker, VenuePosition position) {
    report(broker, null, position);
  }

  /** Whether Kafka took what was handed to it last. */
  public boolean publishes() {
    return !refused;
  }

  /** Whether the thread that writes still turns. */
  public boolean turns() {
    return System.nanoTime() - turnedNanos < STUCK_NANOS;
  }

  private void report(
      BrokerDescriptor broker, @Nullable VenueOrder order, @Nullable VenuePosition position) {
    VenueReport report =
        new VenueReport(
            broker.brokerId(),
            broker.account(),
            bootId,
            seq.incrementAndGet(),
            order,
            position,
            clock.instant());
    reports.add(report);
    LockSupport.unpark(thread);
  }

  private void run() {
    try (KafkaProducer<String, byte[]> producer = producer()) {
      List<Tick> batch = new ArrayList<>(TICKS_AT_ONCE);
      while (!closed) {
        turnedNanos = System.nanoTime();
        try {
          if (!turn(producer, batch)) {
            LockSupport.parkNanos(this, IDLE_NANOS);
          }
        } catch (RuntimeException e) {
          LOG.error("something could not be published", e);
        }
      }
      reports.sendTo(producer);
      producer.close(CLOSE);
    } finally {
      reports.close();
    }
  }

  private boolean turn(KafkaProducer<String, byte[]> producer, List<Tick> batch) {
    boolean wrote = reports.sendTo(producer);
    wrote |= sendStatuses(producer);
    batch.clear();
    wrote |= ticks.drain(batch, TICKS_AT_ONCE) > 0;
    sendTicks(producer, batch);
    return wrote;
  }

  private boolean sendStatuses(KafkaProducer<String, byte[]> producer) {
    boolean wrote = false;
    for (String broker : List.copyOf(statuses.keySet())) {
      BrokerStatus status = statuses.remove(broker);
      if (status != null) {
        send(producer, Topics.BROKER_STATUS, broker, status);
        wrote = true;
      }
    }
    return wrote;
  }

  /** What is left of a batch that Kafka does not take is out of date when it does. */
  private void sendTicks(KafkaProducer<String, byte[]> producer, List<Tick> batch) {
    for (Tick tick : batch) {
      if (!send(producer, Topics.MARKET_TICKS, tick.key(), tick)) {
        return;
      }
    }
  }

  /** Blocks while Kafka takes no more, which only this thread feels. */
  private boolean send(
      KafkaProducer<String, byte[]> producer, String topic, String key, Object message) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(topic, key, Json.bytes(message)),
              (_, failure) -> {
                refused = failure != null;
                if (failure != null) {
                  LOG.debugf("not published: topic=%s %s", topic, failure);
                }
              });
      return true;
    } catch (KafkaException e) {
      refused = true;
      LOG.debugf("not published: topic=%s %s", topic, e);
      return false;
    }
  }

  private KafkaProducer<String, byte[]> producer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // The reports of one fill come together: one request for them all.
    config.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
    config.put(ProducerConfig.CLIENT_ID_CONFIG, "gateway-bridge-feed");
    return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  void stop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent event) {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE.toMillis() * 2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
