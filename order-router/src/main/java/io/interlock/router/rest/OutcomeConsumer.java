package io.interlock.router.rest;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.edge.TopicConsumer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code order.events} of all routers for the orders somebody waits for; events of all
 * others are not even parsed, and none is read while nobody waits.
 */
@Singleton
public class OutcomeConsumer {

  private static final Logger LOG = Logger.getLogger(OutcomeConsumer.class);

  private record Waiting(boolean untilWorking, Promise<Void> promise) {}

  private final Map<String, Object> kafka;
  private final Map<String, Set<Waiting>> waiting = new ConcurrentHashMap<>();
  private volatile @Nullable TopicConsumer consumer;

  OutcomeConsumer(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = kafka;
  }

  void start(@Observes StartupEvent event) {
    consumer =
        TopicConsumer.whileWanted(() -> !waiting.isEmpty(), Topics.ORDER_EVENTS, kafka, this::read);
  }

  void stop(@Observes ShutdownEvent event) {
    if (consumer != null) {
      consumer.close();
    }
  }

  /** Something that waits for an order's outcome; closed by who asked for it. */
  interface Outcome extends AutoCloseable {
    /** Completes when nothing more is to be waited for. */
    Future<Void> known();

    @Override
    void close();
  }

  /**
   * @param untilWorking also known once the venue has it and it rests
   */
  Outcome await(OrderId order, boolean untilWorking) {
    Waiting one = new Waiting(untilWorking, Promise.promise());
    waiting.compute(
        order.value(),
        (id, all) -> {
          Set<Waiting> with = all == null ? ConcurrentHashMap.newKeySet() : all;
          with.add(one);
          return with;
        });
    TopicConsumer reading = consumer;
    if (reading != null) {
      reading.wake();
    }
    return new Outcome() {
      @Override
      public Future<Void> known() {
        return one.promise().future();
      }

      @Override
      public void close() {
        waiting.computeIfPresent(
            order.value(),
            (id, all) -> {
              all.remove(one);
              return all.isEmpty() ? null : all;
            });
      }
    };
  }

  private void read(List<ConsumerRecord<String, byte[]>> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.key() == null || record.value() == null) {
        continue;
      }
      Set<Waiting> interested = waiting.get(record.key());
      if (interested != null) {
        tell(record.value(), interested);
      }
    }
  }

  private static void tell(byte[] value, Set<Waiting> interested) {
    OrderEvent event;
    try {
      event = Json.readTolerant(value, OrderEvent.class);
    } catch (InvalidMessage e) {
      LOG.errorf("an order event can't be read: %s", e.getMessage());
      return;
    }
    boolean over = event.kind() == EventKind.CONFIRMED || event.to() == OrderState.MANUAL_REVIEW;
    boolean works =
        event.to() == OrderState.ACCEPTED
            || event.to() == OrderState.TRIGGERED
            || event.to() == OrderState.PARTIALLY_FILLED;
    for (Waiting one : interested) {
      if (over || (works && one.untilWorking())) {
        one.promise().tryComplete();
      }
    }
  }
}
