package io.interlock.gateway.feed;

import io.interlock.contracts.Topics;
import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.Json;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports on their way to Kafka; one leaves the queue when Kafka has acknowledged it. Any thread
 * adds, one sends.
 *
 * <p>A report that failed is sent again after those in flight; each carries its number, and readers
 * remove duplicates by trade.
 */
final class ReportQueue {
  private static final Logger LOG = Logger.getLogger(ReportQueue.class);
  private static final int MOST_IN_FLIGHT = 1_000;

  private final ConcurrentLinkedDeque<VenueReport> waiting = new ConcurrentLinkedDeque<>();
  private final AtomicInteger waitingCount = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();

  void add(VenueReport report) {
    waitingCount.incrementAndGet();
    waiting.addLast(report);
  }

  /** Not yet acknowledged. */
  int size() {
    return waitingCount.get();
  }

  /** Whether anything was handed to the producer. */
  boolean sendTo(KafkaProducer<String, byte[]> producer) {
    boolean wrote = false;
    while (inFlight.get() < MOST_IN_FLIGHT) {
      VenueReport report = waiting.pollFirst();
      if (report == null) {
        return wrote;
      }
      inFlight.incrementAndGet();
      if (!send(producer, report)) {
        return false;
      }
      wrote = true;
    }
    return wrote;
  }

  private boolean send(KafkaProducer<String, byte[]> producer, VenueReport report) {
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(Topics.VENUE_REPORTS, report.account(), Json.bytes(report)),
              (_, failure) -> settled(report, failure));
      return true;
    } catch (KafkaException e) {
      settled(report, e);
      return false;
    }
  }

  private void settled(VenueReport report, @Nullable Exception failure) {
    if (failure == null) {
      waitingCount.decrementAndGet();
    } else {
      LOG.warnf(
          "a report waits for Kafka: broker=%s seq=%d %s", report.broker(), report.seq(), failure);
      waiting.addFirst(report);
    }
    inFlight.decrementAndGet();
  }
}
