package io.interlock.router.relay;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.router.journal.Journalled.Commit;
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
import java.util.concurrent.atomic.AtomicInteger;
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
  private static final int MOST_OUTSTANDING = 10_000;
  private static final int READ_AT_ONCE = 1_000;
  private static final long RETRY_MILLIS = 500;

  /** How long what Kafka has taken may stay marked as pending, so that much of it goes at once. */
  private static final long SETTLE_MILLIS = 100;

  /** Longer than a host answers, and not long for who watches. */
  private static final long LEAVING_WAITS_NANOS = MILLISECONDS.toNanos(10);

  /** A commit handed to Kafka, until all its events are acknowledged or one is refused. */
  private static final class Sending {
    final Commit commit;
    final AtomicInteger unsettled;
    volatile boolean refused;

    Sending(Commit commit) {
      this.commit = commit;
      unsettled = new AtomicInteger(commit.events().size());
    }
  }

  private final Producer<byte[], byte[]> producer;
  private final RelayRows rows;
  private final Supplier<Set<Integer>> partitions;
  private final Context tradingThread;
  private final BlockingQueue<Commit> toSend = new LinkedBlockingQueue<>();
  private final Queue<Sending> settled = new ConcurrentLinkedQueue<>();
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

  /** Takes what was committed. Trading thread. */
  public void committed(List<Commit> commits) {
    if (behind || outstanding + commits.size() > MOST_OUTSTANDING) {
      behind = true;
      skipped = true;
      return;
    }
    enqueue(commits);
  }

  /** Reads the journal for what others left. Trading thread. */
  public void catchUp() {
    behind = true;
    skipped = true;
    readIfBehind();
  }

  /** Whether Kafka has everything, and the journal says so. */
  public boolean idle() {
    return outstanding == 0 && !behind && !deleting && settled.isEmpty();
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

  private void enqueue(List<Commit> commits) {
    outstanding += commits.size();
    toSend.addAll(commits);
  }

  private void send() {
    List<Commit> next = new ArrayList<>();
    while (!closed) {
      try {
        gather(next);
      } catch (InterruptedException e) {
        return;
      }
      next.forEach(this::send);
      next.clear();
    }
  }

  /**
   * Takes what waits. While an order is on its way to its venue that comes first: what only tells
   * that it leaves waits for the news of it, or a little while.
   */
  private void gather(List<Commit> next) throws InterruptedException {
    Commit commit = toSend.take();
    long until = System.nanoTime() + LEAVING_WAITS_NANOS;
    boolean news = false;
    while (commit != null) {
      next.add(commit);
      news |= commit.events().getLast().kind() != EventKind.SUBMITTING;
      commit = news ? toSend.poll() : toSend.poll(until - System.nanoTime(), NANOSECONDS);
    }
  }

  private void send(Commit commit) {
    Sending sending = new Sending(commit);
    for (OrderEvent event : commit.events()) {
      if (failed) {
        settled(sending, false); // it must not overtake what failed
        continue;
      }
      try {
        var _ =
            producer.send(record(event), (metadata, failure) -> settled(sending, event, failure));
      } catch (RuntimeException e) {
        settled(sending, event, e);
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

  /** On the producer's thread, mostly. */
  private void settled(Sending sending, OrderEvent event, @Nullable Exception failure) {
    if (failure != null) {
      LOG.errorf(failure, "event %s was not taken by Kafka", event.eventId());
      failed = true;
    }
    settled(sending, failure == null);
  }

  /** A commit of which an event was not taken stays pending in the journal. */
  private void settled(Sending sending, boolean taken) {
    if (!taken) {
      sending.refused = true;
    }
    if (sending.unsettled.decrementAndGet() == 0) {
      settled.add(sending);
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

  private List<Commit> drain() {
    List<Commit> done = new ArrayList<>();
    for (Sending sending = settled.poll(); sending != null; sending = settled.poll()) {
      outstanding--;
      if (!sending.refused) {
        done.add(sending.commit);
      }
    }
    return done;
  }

  private void delete(List<Commit> done) {
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
