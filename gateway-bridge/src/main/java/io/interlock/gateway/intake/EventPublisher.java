package io.interlock.gateway.intake;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/**
 * Passes what was answered on to {@code ea.events}, in order, without ever holding up an answer.
 *
 * <p>While Kafka is away records wait in a bounded buffer and are sent when it is back; what no
 * longer fits is counted and said. Thread-safe; owns one thread and one producer.
 */
final class EventPublisher implements EventDesk.Journal, AutoCloseable {
  /**
   * How the passing on goes.
   *
   * @param published acknowledged by Kafka
   * @param waiting buffered or under way
   * @param lost had no room, or were refused by Kafka
   */
  record Progress(long published, long waiting, long lost) {}

  private record Line(String key, EventDesk.Entry entry) {}

  private static final Logger LOG = Logger.getLogger(EventPublisher.class);
  private static final long SAY_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int POLL_MILLIS = 100;
  private static final Duration LAST_CHANCE = Duration.ofSeconds(3);

  private final BlockingQueue<Line> buffer;
  private final Producer<byte[], byte[]> producer;
  private final Thread thread;
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong published = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong saidNanos = new AtomicLong(System.nanoTime() - SAY_EVERY_NANOS);
  private volatile boolean closing;

  /**
   * @param kafka settings of the cluster's connection
   * @param room records that may wait
   */
  EventPublisher(Map<String, Object> kafka, int room) {
    buffer = new ArrayBlockingQueue<>(room);
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "ea-events");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
    settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L * 1024 * 1024);
    // Until it is back: a record is given up only when there is no room for it.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    thread = Thread.ofPlatform().name("ea-events").daemon().start(this::sendAll);
  }

  @Override
  public void add(String key, EventDesk.Entry entry) {
    taken.incrementAndGet();
    if (closing || !buffer.offer(new Line(key, entry))) {
      lose("its buffer is full");
    }
  }

  Progress progress() {
    long acknowledged = published.get();
    long given = lost.get();
    return new Progress(acknowledged, Math.max(0, taken.get() - acknowledged - given), given);
  }

  private void sendAll() {
    try {
      while (!closing || !buffer.isEmpty()) {
        Line line = buffer.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (line != null) {
          send(line);
        }
      }
    } catch (InterruptedException e) {
      LOG.warnf("%d events of Expert Advisors were not passed on before the end", buffer.size());
    }
  }

  private void send(Line line) throws InterruptedException {
    ProducerRecord<byte[], byte[]> message;
    try {
      message =
          new ProducerRecord<>(
              Topics.EA_EVENTS,
              line.key().getBytes(StandardCharsets.UTF_8),
              Json.bytes(line.entry()));
    } catch (RuntimeException e) {
      lose(e.toString());
      return;
    }
    while (true) {
      try {
        Future<RecordMetadata> _ =
            producer.send(
                message,
                (metadata, failure) -> {
                  if (failure == null) {
                    published.incrementAndGet();
                  } else {
                    lose(failure.toString());
                  }
                });
        return;
      } catch (TimeoutException e) {
        say("Kafka is away, events of Expert Advisors wait: " + progress());
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      } catch (InterruptException e) {
        throw new InterruptedException();
      } catch (RuntimeException e) {
        lose(e.toString());
        return;
      }
    }
  }

  private void lose(String why) {
    lost.incrementAndGet();
    say("an event of an Expert Advisor is not passed on (%s): %s".formatted(why, progress()));
  }

  private void say(String what) {
    long now = System.nanoTime();
    long last = saidNanos.get();
    if (now - last >= SAY_EVERY_NANOS && saidNanos.compareAndSet(last, now)) {
      LOG.error(what);
    }
  }

  /** Gives what waits a last chance of some seconds and ends. */
  @Override
  public void close() {
    closing = true;
    try {
      if (!thread.join(LAST_CHANCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(LAST_CHANCE);
  }
}
