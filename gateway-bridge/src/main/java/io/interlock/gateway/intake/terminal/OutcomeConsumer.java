package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.edge.TopicConsumer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Follows {@code order.events} for those who wait for what becomes of a signal; reads nothing while
 * nobody waits. Listeners are called on its thread.
 */
final class OutcomeConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(OutcomeConsumer.class);

  private final Map<String, Set<Consumer<OrderEvent>>> waiting = new ConcurrentHashMap<>();
  private final TopicConsumer events;

  OutcomeConsumer(Map<String, Object> kafka) {
    events =
        TopicConsumer.whileWanted(
            () -> !waiting.isEmpty(),
            Topics.ORDER_EVENTS,
            kafka,
            records -> records.forEach(this::tell));
  }

  /** Whether events from now on will be seen. */
  boolean following() {
    return events.isCaughtUp();
  }

  /** Tells the listener every event of the signal until it is {@link #forget forgotten}. */
  void listen(String signalId, Consumer<OrderEvent> listener) {
    waiting.compute(
        signalId,
        (id, listeners) -> {
          Set<Consumer<OrderEvent>> with =
              listeners == null ? ConcurrentHashMap.newKeySet() : listeners;
          with.add(listener);
          return with;
        });
    events.wake();
  }

  void forget(String signalId, Consumer<OrderEvent> listener) {
    waiting.computeIfPresent(
        signalId,
        (id, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  private void tell(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      return;
    }
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

  @Override
  public void close() {
    events.close();
  }
}
