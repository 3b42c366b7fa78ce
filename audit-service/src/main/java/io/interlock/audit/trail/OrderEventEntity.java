package io.interlock.audit.trail;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One event of one order; the body is the event as JSON. */
@Entity
@Table(name = "order_event")
class OrderEventEntity {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  @Column(name = "order_id")
  String orderId = "";

  int seq;

  String kind = "";

  Instant at = Instant.EPOCH;

  String body = "";

  @Column(name = "stored_at")
  Instant storedAt = Instant.EPOCH;
}
