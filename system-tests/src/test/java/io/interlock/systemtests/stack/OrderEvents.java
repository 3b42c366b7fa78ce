package io.interlock.systemtests.stack;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.EventKind;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Everything on {@code order.events}, by order. Thread-safe. */
public final class OrderEvents implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(10);

  private final Map<OrderId, TreeMap<Integer, OrderEvent>> bySeq = new HashMap<>();
  private final Map<String, OrderId> bySignal = new HashMap<>();
  private final Map<OrderId, Integer> records = new HashMap<>();
  private final List<String> contradictions = new ArrayList<>();
  private final TopicTail tail;

  OrderEvents(String bootstrapServers) {
    this.tail = new TopicTail(bootstrapServers, Topics.ORDER_EVENTS, this::keep);
  }

  /** Waits until the order of a signal has ended; the story may still get its last remarks. */
  public OrderStory awaitEnd(Signal signal) {
    return await(signal, story -> story.state().isEnd(), PATIENCE, "an end");
  }

  /** Waits until the order of a signal was confirmed: nothing more is expected. */
  public OrderStory awaitConfirmed(Signal signal) {
    return await(signal, story -> story.has(EventKind.CONFIRMED), PATIENCE, "its confirmation");
  }

  public OrderStory awaitState(Signal signal, OrderState state) {
    return await(signal, story -> story.state() == state, PATIENCE, state.toString());
  }

  public OrderStory awaitEvent(Signal signal, EventKind kind) {
    return await(signal, story -> story.has(kind), PATIENCE, kind.toString());
  }

  public OrderStory await(
      Signal signal, Predicate<OrderStory> condition, Duration patience, String what) {
    return awaitId(signal.id(), condition, patience, what);
  }

  /** As above, for a signal that is known by its identity only. */
  public OrderStory awaitId(
      String signalId, Predicate<OrderStory> condition, Duration patience, String what) {
    try {
      Awaitility.await()
          .atMost(patience)
          .pollInterval(POLL)
          .until(
              () -> {
                OrderStory story = ofId(signalId);
                return !story.events().isEmpty() && condition.test(story);
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "waited "
              + patience.toSeconds()
              + " s for "
              + what
              + " of signal "
              + signalId
              + "; its order's events: "
              + ofId(signalId),
          e);
    }
    return ofId(signalId);
  }

  /** The story so far; without events while there are none. */
  public OrderStory of(Signal signal) {
    return ofId(signal.id());
  }

  public synchronized OrderStory ofId(String signalId) {
    OrderId order = bySignal.get(signalId);
    return new OrderStory(order == null ? List.of() : new ArrayList<>(bySeq.get(order).values()));
  }

  /** Stories of all orders tests sent to an account, oldest first. */
  public synchronized List<OrderStory> ofAccount(String account) {
    return bySeq.values().stream()
        .map(TreeMap::values)
        .filter(events -> events.stream().anyMatch(event -> account.equals(event.account())))
        .filter(events -> !Venue.READINESS.equals(events.iterator().next().strategy()))
        .map(events -> new OrderStory(new ArrayList<>(events)))
        .sorted(Comparator.comparing(story -> story.events().getFirst().at()))
        .toList();
  }

  /** Records read of an order, repeated ones included. */
  public synchronized int recordsOf(OrderId order) {
    return records.getOrDefault(order, 0);
  }

  /** Places where two records claim the same order and sequence number but say different things. */
  public synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  @Override
  public void close() {
    tail.close();
  }

  private synchronized void keep(ConsumerRecord<byte[], byte[]> record) {
    try {
      OrderEvent event = Json.readTolerant(record.value(), OrderEvent.class);
      records.merge(event.orderId(), 1, Integer::sum);
      OrderEvent earlier =
          bySeq.computeIfAbsent(event.orderId(), order -> new TreeMap<>()).put(event.seq(), event);
      if (earlier != null && !earlier.equals(event)) {
        contradictions.add(earlier + " / " + event);
      }
      bySignal.put(event.signalId(), event.orderId());
    } catch (InvalidMessage e) {
      contradictions.add("unreadable event at " + record.partition() + "-" + record.offset());
    }
  }
}
