package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code order.events} from now on, for those who wait for what becomes of a signal; reads
 * past everything while nobody waits.
 *
 * <p>In no group, commits nothing. Owns one thread, on which listeners are called.
 */
final class OutcomeConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OutcomeConsumer.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Map<String, Object> settings;
  private final Map<String, Set<Consumer<OrderEvent>>> waiting = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean following;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

  OutcomeConsumer(Map<String, Object> kafka) {
    settings = new HashMap<>(kafka);
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    thread = Thread.ofPlatform().name("trade-outcomes").daemon().start(this::run);
  }

  /** Whether events from now on will be seen. */
  boolean following() {
    return following;
  }

  /** Tells the listener every event of the signal until it is {@link #forget forgotten}. */
  void listen(String signalId, Consumer<OrderEvent> listener) {
    waiting.computeIfAbsent(signalId, id -> ConcurrentHashMap.newKeySet()).add(listener);
  }

  void forget(String signalId, Consumer<OrderEvent> listener) {
    waiting.computeIfPresent(
        signalId,
        (id, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  private void run() {
    while (!closing) {
      try (KafkaConsumer<byte[], byte[]> fresh =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = fresh;
        follow(fresh);
      } catch (WakeupException e) {
        return;
      } catch (RuntimeException e) {
        // Whatever it is: without this thread no terminal would ever trade again.
        if (!closing) {
          LOG.warnf("order.events can't be followed, trying again: %s", e);
          pause();
        }
      } finally {
        following = false;
        consumer = null;
      }
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> from) {
    List<PartitionInfo> found = from.partitionsFor(Topics.ORDER_EVENTS, PATIENCE);
    if (found == null || found.isEmpty()) {
      throw new UnknownTopicOrPartitionException("there is no topic " + Topics.ORDER_EVENTS);
    }
    List<TopicPartition> partitions =
        found.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    from.assign(partitions);
    from.seekToEnd(partitions);
    partitions.forEach(partition -> from.position(partition, PATIENCE));
    following = true;
    while (!closing) {
      for (ConsumerRecord<byte[], byte[]> entry : from.poll(POLL)) {
        if (!waiting.isEmpty() && entry.value() != null) {
          tell(entry);
        }
      }
    }
  }

  private void tell(ConsumerRecord<byte[], byte[]> entry) {
    try {
      OrderEvent event = Json.readTolerant(entry.value(), OrderEvent.class);
      Set<Consumer<OrderEvent>> listeners = waiting.get(event.signalId());
      if (listeners != null && event.source().equals(Topics.TRADE_SIGNALS)) {
        listeners.forEach(listener -> listener.accept(event));
      }
    } catch (InvalidMessage e) {
      LOG.errorf("order event can't be read: offset=%d %s", entry.offset(), e.getMessage());
    } catch (RuntimeException e) {
      LOG.errorf(e, "order event can't be passed on: offset=%d", entry.offset());
    }
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  @Override
  public void close() {
    closing = true;
    KafkaConsumer<byte[], byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
    try {
      if (!thread.join(PATIENCE)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
