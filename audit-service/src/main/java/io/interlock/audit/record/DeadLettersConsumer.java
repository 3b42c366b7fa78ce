package io.interlock.audit.record;

import io.interlock.audit.trail.DeadLetter;
import io.interlock.audit.trail.Trail;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Brings {@code trade.signals.dlq} into the trail. */
@ApplicationScoped
public class DeadLettersConsumer {
  private final Trail trail;

  DeadLettersConsumer(Trail trail) {
    this.trail = trail;
  }

  @Incoming("dead-letters")
  public Uni<Void> keep(ConsumerRecords<String, byte[]> records) {
    List<DeadLetter> letters = new ArrayList<>();
    records.forEach(record -> letters.add(DeadLetters.read(record)));
    return Persistently.until(trail.keep(letters), "dead letters");
  }
}
