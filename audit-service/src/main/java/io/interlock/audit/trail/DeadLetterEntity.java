package io.interlock.audit.trail;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A record nobody could use, and why. */
@Entity
@Table(name = "dead_letter")
class DeadLetterEntity {
  @EmbeddedId Place place = new Place("", 0, 0);

  @Nullable String key;

  byte[] body = {};

  String field = "";

  String value = "";

  String rule = "";

  Instant at = Instant.EPOCH;

  /** Where it stands in Kafka. */
  @Embeddable
  record Place(String topic, int partition, @Column(name = "position") long offset) {}

  DeadLetterEntity() {}

  DeadLetterEntity(DeadLetter letter) {
    this.place = new Place(letter.topic(), letter.partition(), letter.offset());
    this.key = letter.key();
    this.body = letter.body();
    this.field = letter.field();
    this.value = letter.value();
    this.rule = letter.rule();
    this.at = letter.at();
  }

  DeadLetter letter() {
    return new DeadLetter(
        place.topic(), place.partition(), place.offset(), key, body, field, value, rule, at);
  }
}
