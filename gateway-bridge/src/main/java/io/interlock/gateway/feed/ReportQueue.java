package io.interlock.gateway.feed;

import io.interlock.contracts.Topics;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports on their way to Kafka; one leaves the queue when Kafka has acknowledged it. Any thread
 * adds, one sends. None is ever dropped: what has no room in memory waits on disk.
 *
 * <p>A report that failed is sent again after those in flight; each carries its number, and readers
 * remove duplicates by trade.
 */
final class ReportQueue implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReportQueue.class);
  private static final int MOST_IN_FLIGHT = 1_000;

  /** Read from the disk, which those who add wait for. */
  private static final int MOST_AT_ONCE = 500;

  private final int mostInMemory;
  private final Deque<VenueReport> waiting = new ArrayDeque<>();
  private final ReportSpool spool;
  private int inFlight;

  /**
   * @param file of what has no room in memory
   * @throws UncheckedIOException if the file can't be used
   */
  ReportQueue(Path file, int mostInMemory) {
    this.mostInMemory = mostInMemory;
    try {
      spool = new ReportSpool(file);
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  synchronized void add(VenueReport report) {
    if (spool.isEmpty() && waiting.size() < mostInMemory) {
      waiting.addLast(report);
      return;
    }
    try {
      spool.append(report);
    } catch (IOException e) {
      // Out of order is better than not at all.
      LOG.errorf(e, "a report can't be kept on disk and stays in memory: seq=%d", report.seq());
      waiting.addLast(report);
    }
  }

  /** Not yet acknowledged. */
  synchronized long size() {
    return waiting.size() + spool.size() + inFlight;
  }

  /** Held in memory, waiting or in flight. */
  synchronized int inMemory() {
    return waiting.size() + inFlight;
  }

  /** Whether anything was handed to the producer. */
  boolean sendTo(Producer<String, byte[]> producer) {
    boolean wrote = false;
    for (VenueReport report = next(); report != null; report = next()) {
      if (!send(producer, report)) {
        return false;
      }
      wrote = true;
    }
    return wrote;
  }

  private synchronized @Nullable VenueReport next() {
    if (inFlight >= MOST_IN_FLIGHT) {
      return null;
    }
    if (waiting.isEmpty() && !spool.isEmpty()) {
      try {
        waiting.addAll(spool.take(Math.min(mostInMemory, MOST_AT_ONCE)));
      } catch (IOException e) {
        LOG.error("reports on disk can't be read", e);
      }
    }
    VenueReport report = waiting.pollFirst();
    if (report != null) {
      inFlight++;
    }
    return report;
  }

  private boolean send(Producer<String, byte[]> producer, VenueReport report) {
    byte[] message;
    try {
      message = Json.bytes(report);
    } catch (RuntimeException e) {
      // It would fail for ever, and hold up all others.
      LOG.errorf(e, "a report can't be written and is left out: %s", report);
      leave();
      return true;
    }
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.VENUE_REPORTS, report.account(), message),
              (_, failure) -> settled(report, failure));
      return true;
    } catch (KafkaException | IllegalStateException e) {
      settled(report, e);
      return false;
    }
  }

  private synchronized void leave() {
    inFlight--;
  }

  private synchronized void settled(VenueReport report, @Nullable Exception failure) {
    if (failure != null) {
      LOG.warnf(
          "a report waits for Kafka: broker=%s seq=%d %s", report.broker(), report.seq(), failure);
      waiting.addFirst(report);
    }
    inFlight--;
  }

  /** What is left goes to the disk, to be sent by the next start. */
  @Override
  public synchronized void close() {
    try {
      if (!waiting.isEmpty()) {
        spool.prepend(waiting);
        waiting.clear();
      }
      spool.close();
    } catch (IOException e) {
      LOG.error("reports that wait for Kafka can't be kept", e);
    }
  }
}
