package io.interlock.router.relay;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.router.journal.Journalled.PendingRelay;
import io.interlock.router.journal.RelayRows;
import io.vertx.core.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes journalled events on {@code order.events}, per order in sequence, until acknowledged.
 *
 * <p>Events come straight from the commit while Kafka keeps up. When it doesn't, or after a start,
 * a take-over or a failure, they are read from the journal instead: whatever is not acknowledged
 * yet, however old, so nothing that committed late is skipped. An event may be published twice,
 * with the same id.
 *
 * <p>State is kept on the trading thread; a thread of its own calls the producer, whose {@code
 * send} may block.
 */
public final class EventRelay implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EventRelay.class);
  private static final int MOST_OUTSTANDING = 20_000;
  private static final int READ_AT_ONCE = 2_000;
  private static final long RETRY_MILLIS = 500;

  /** How long what Kafka has taken may stay marked as pending, so that much of it goes at once. */
  private static final long SETTLE_MILLIS = 100;

  private final Producer<byte[], byte[]> producer;
  private final RelayRows rows;
  private final Supplier<Set<Integer>> partitions;
  private final Context tradingThread;
  private final BlockingQueue<PendingRelay> toSend = new LinkedBlockingQueue<>();
  private final Queue<PendingRelay> delivered = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean failed;
  private volatile boolean closed;

  // on the trading thread
  private int outstanding;
  private boolean behind = true;
  private boolean reading;
  private boolean skipped;
  private boolean deleting;

  /**
   * @param partitions signal partitions this router owns, whose orders it relays
   */
  public EventRelay(
      Producer<byte[], byte[]> producer,
      RelayRows rows,
      Supplier<Set<Integer>> partitions,
      Context tradingThread) {
    this.producer = producer;
    this.rows = rows;
    this.partitions = partitions;
    this.tradingThread = tradingThread;
    thread = Thread.ofPlatform().daemon().name("event-relay").unstarted(this::send);
  }

  public void start() {
    thread.start();
    tradingThread.runOnContext(
        started -> {
          tradingThread.owner().setPeriodic(RETRY_MILLIS, id -> readIfBehind());
          tradingThread.owner().setPeriodic(SETTLE_MILLIS, id -> settle());
        });
  }

  /** Takes events whose commit succeeded. Trading thread. */
  public void committed(List<PendingRelay> events) {
    if (behind || outstanding + events.size() > MOST_OUTSTANDING) {
      behind = true;
      skipped = true;
      return;
    }
    enqueue(events);
  }

  /** Reads the journal for what others left. Trading thread. */
  public void catchUp() {
    behind = true;
    skipped = true;
    readIfBehind();
  }

  /** Events handed to Kafka and not acknowledged yet, or to be read from the journal still. */
  public boolean idle() {
    return outstanding == 0 && !behind && !deleting && delivered.isEmpty();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void enqueue(List<PendingRelay> events) {
    outstanding += events.size();
    toSend.addAll(events);
  }

  private void send() {
    while (!closed) {
      PendingRelay next;
      try {
        next = toSend.take();
      } catch (InterruptedException e) {
        return;
      }
      if (failed) {
        delivered.add(new PendingRelay(-1, next.event())); // it must not overtake what failed
        continue;
      }
      try {
        var _ = producer.send(record(next.event()), (metadata, failure) -> settled(next, failure));
      } catch (RuntimeException e) {
        settled(next, e);
      }
    }
  }

  private static ProducerRecord<byte[], byte[]> record(OrderEvent event) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.ORDER_EVENTS,
            null,
            event.at().toEpochMilli(),
            event.orderId().value().getBytes(StandardCharsets.US_ASCII),
            Json.bytes(event));
    if (event.traceparent() != null) {
      record
          .headers()
          .add(Topics.HEADER_TRACEPARENT, event.traceparent().getBytes(StandardCharsets.US_ASCII));
    }
    return record;
  }

  /** On the producer's thread. A failed one stays pending in the journal. */
  private void settled(PendingRelay event, @Nullable Exception failure) {
    if (failure == null) {
      delivered.add(event);
    } else {
      LOG.errorf(failure, "event %s was not taken by Kafka", event.event().eventId());
      failed = true;
      delivered.add(new PendingRelay(-1, event.event()));
    }
  }

  private void settle() {
    boolean broken = failed;
    if (broken) {
      behind = true;
      skipped = true;
    }
    if (!deleting) {
      delete(drain());
    }
    if (broken && outstanding == 0) {
      failed = false; // nothing is left that could overtake it
    }
  }

  private List<PendingRelay> drain() {
    List<PendingRelay> done = new ArrayList<>();
    for (PendingRelay event = delivered.poll(); event != null; event = delivered.poll()) {
      outstanding--;
      if (event.partition() >= 0) {
        done.add(event);
      }
    }
    return done;
  }

  private void delete(List<PendingRelay> done) {
    if (done.isEmpty()) {
      return;
    }
    deleting = true;
    rows.acknowledged(done)
        .onComplete(
            result -> {
              deleting = false;
              if (result.failed()) {
                LOG.warnf("events stay marked as pending: %s", result.cause().getMessage());
                behind = true;
                skipped = true;
              }
              readIfBehind();
            });
  }

  private void readIfBehind() {
    if (!behind || reading || deleting || outstanding > 0 || closed) {
      return;
    }
    reading = true;
    skipped = false;
    rows.pending(partitions.get(), READ_AT_ONCE)
        .onComplete(
            result -> {
              reading = false;
              if (result.failed()) {
                LOG.warnf("pending events can't be read: %s", result.cause().getMessage());
                skipped = true;
                return;
              }
              if (result.result().isEmpty()) {
                behind = skipped;
                readIfBehind();
              } else {
                enqueue(result.result());
              }
            });
  }
}
