package io.interlock.audit.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.audit.trail.DeadLetter;
import io.interlock.audit.trail.Trail;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Brings {@code order.events} into the trail, a batch a commit; offsets move after the commit.
 *
 * <p>While the database is away a batch is tried again until it is stored. A record that is no
 * event is kept as a dead letter, and the partition moves on.
 */
@ApplicationScoped
public class OrderEventsConsumer {
  private static final Logger LOG = Logger.getLogger(OrderEventsConsumer.class);

  private final Trail trail;
  private final Counter read;
  private final Counter unreadable;

  OrderEventsConsumer(Trail trail, MeterRegistry metrics) {
    this.trail = trail;
    this.read = metrics.counter("interlock.audit.events.read");
    this.unreadable = metrics.counter("interlock.audit.events.unreadable");
  }

  @Incoming("order-events")
  public Uni<Void> store(ConsumerRecords<String, byte[]> records) {
    List<Trail.Published> events = new ArrayList<>();
    List<DeadLetter> letters = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      try {
        byte[] body = DeadLetters.body(record);
        events.add(
            new Trail.Published(
                Json.readTolerant(body, OrderEvent.class), new String(body, UTF_8)));
      } catch (InvalidMessage e) {
        LOG.errorf(
            "%s-%d@%d is no order event: %s",
            record.topic(), record.partition(), record.offset(), e.getMessage());
        letters.add(DeadLetters.refused(record, e));
      }
    }
    read.increment(events.size());
    unreadable.increment(letters.size());
    Uni<Void> kept = letters.isEmpty() ? Uni.createFrom().voidItem() : trail.keep(letters);
    return Persistently.until(kept.chain(() -> trail.store(events)), "order events");
  }
}
