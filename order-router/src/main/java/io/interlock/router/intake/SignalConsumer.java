package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads {@code trade.signals} as a member of the routers' group, a poll at a time, on a thread of
 * its own. The next poll waits until this one's signals are placed; offsets are committed, every
 * second and before partitions go, up to the first poll that is not journalled, forwarded or
 * buried.
 *
 * <p>While signals wait it goes on polling without reading, so that it stays in the group. What
 * Kafka refuses is tried again from what is committed: claims make that harmless.
 */
final class SignalConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SignalConsumer.class);
  private static final String GROUP = "order-router";
  private static final int MOST_RECORDS = 256;

  /** A partition that comes, and a router that goes, wait for a fetch that is under way. */
  private static final int FETCH_MILLIS = 100;

  private static final int SESSION_MILLIS = 10_000;
  private static final int HEARTBEAT_MILLIS = 2_000;
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration STAY_IN_GROUP = Duration.ofMillis(10);
  private static final long COMMIT_NANOS = 1_000_000_000L;
  private static final Duration LONGEST_COMMIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  /** Who places signals, and who is told which partitions they come from. */
  interface Reader {
    /** Takes the signals of a poll. */
    Taken take(List<ConsumerRecord<byte[], byte[]>> records);

    /** Partitions came; returns when they are known, before any of their records comes. */
    void assigned(Set<Integer> partitions, int count);

    /** Partitions go; returns when nothing is done for them any more. */
    void revoked(Set<Integer> partitions);
  }

  /**
   * A poll that was taken; both fail if its signals must be read again.
   *
   * @param placed done when the next may come
   * @param journalled done when all its signals are journalled, forwarded or buried
   */
  record Taken(CompletableFuture<Void> placed, CompletableFuture<Void> journalled) {}

  private final Map<String, Object> settings;
  private final MeterRegistry meters;
  private final Reader reader;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private CompletableFuture<Void> placed = CompletableFuture.completedFuture(null);
  private volatile boolean member;

  private SignalConsumer(Map<String, Object> kafka, MeterRegistry meters, Reader reader) {
    settings = new HashMap<>(kafka);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "trade-signals");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, HEARTBEAT_MILLIS);
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    this.meters = meters;
    this.reader = reader;
    thread = Thread.ofPlatform().daemon().name("trade.signals").unstarted(this::run);
  }

  /**
   * Starts to read.
   *
   * @param kafka client configuration, bootstrap servers and security in it
   */
  static SignalConsumer start(Map<String, Object> kafka, MeterRegistry meters, Reader reader) {
    SignalConsumer consumer = new SignalConsumer(kafka, meters, reader);
    consumer.thread.start();
    return consumer;
  }

  /** Whether it reads the partitions that are this router's share, be it none. */
  boolean isReading() {
    return member;
  }

  /** Whether it reads or tries to: nothing but a restart helps otherwise. */
  boolean isAlive() {
    return thread.isAlive() || isClosing();
  }

  private void run() {
    while (!isClosing()) {
      if (!isSettledWithin(POLL, placed)) {
        continue; // one poll after the other, also of another membership
      }
      try {
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try (KafkaClientMetrics metrics = new KafkaClientMetrics(consumer)) {
          metrics.bindTo(meters);
          new Membership(consumer).read();
        } finally {
          member = false;
          consumer.close(CloseOptions.timeout(LONGEST_CLOSE));
        }
      } catch (KafkaException e) {
        LOG.warnf("%s can't be read, trying again: %s", Topics.TRADE_SIGNALS, e);
        pause();
      } catch (RuntimeException e) {
        LOG.errorf(e, "signals are read again");
        pause();
      }
    }
  }

  /** What one consumer does from joining the group to leaving it; on its thread. */
  private final class Membership implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> consumer;
    private final UncommittedPolls polls = new UncommittedPolls();
    private boolean signalsWait;

    Membership(Consumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    void read() {
      consumer.subscribe(List.of(Topics.TRADE_SIGNALS), this);
      long committedAt = System.nanoTime();
      while (!isClosing()) {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          place(records);
        }
        if (System.nanoTime() - committedAt > COMMIT_NANOS) {
          committedAt = System.nanoTime();
          commitLater();
        }
      }
    }

    private void place(ConsumerRecords<byte[], byte[]> records) {
      List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>(records.count());
      records.forEach(polled::add);
      Taken taken = reader.take(polled);
      placed = taken.placed();
      polls.add(records.nextOffsets(), taken.journalled());
      while (!isSettledWithin(POLL, placed) && !isClosing()) {
        signalsWait = true;
        consumer.pause(consumer.assignment());
        consumer.poll(STAY_IN_GROUP);
      }
      if (signalsWait) {
        signalsWait = false;
        consumer.resume(consumer.assignment());
      }
      if (placed.isCompletedExceptionally()) {
        throw new IllegalStateException("signals can't be placed", placed.exceptionNow());
      }
    }

    private void commitLater() {
      var done = polls.journalled();
      if (!done.isEmpty()) {
        consumer.commitAsync(
            done,
            (offsets, failure) -> {
              if (failure == null) {
                polls.committed(offsets);
              } else {
                LOG.warnf("offsets are not committed yet: %s", failure.getMessage());
              }
            });
      }
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      LOG.infof("signal partitions assigned: %s", numbers(partitions));
      if (signalsWait) {
        consumer.pause(partitions);
      }
      reader.assigned(numbers(partitions), consumer.partitionsFor(Topics.TRADE_SIGNALS).size());
      member = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      LOG.infof("signal partitions revoked: %s", numbers(partitions));
      var done = journalledSoFar(); // not later: what is skipped for going looks done
      reader.revoked(numbers(partitions));
      try {
        consumer.commitSync(done, LONGEST_COMMIT);
        polls.committed(done);
      } catch (RuntimeException e) {
        LOG.warnf("offsets are not committed; their next owner reads again: %s", e.getMessage());
      }
      polls.forget(partitions);
    }

    private Map<TopicPartition, OffsetAndMetadata> journalledSoFar() {
      try {
        return polls.journalled();
      } catch (IllegalStateException e) {
        return Map.of(); // it is why we leave
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      LOG.warnf("signal partitions lost: %s", numbers(partitions));
      reader.revoked(numbers(partitions));
      polls.forget(partitions);
    }
  }

  private static boolean isSettledWithin(Duration patience, CompletableFuture<?> placed) {
    try {
      placed.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
  }

  private void pause() {
    try {
      var _ = closing.await(PAUSE_AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown();
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** Leaves the group: its partitions go to other routers at once. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(LONGEST_CLOSE.plus(LONGEST_COMMIT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
