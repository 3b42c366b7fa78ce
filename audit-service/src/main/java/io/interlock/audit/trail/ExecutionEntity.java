package io.interlock.audit.trail;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an order's events amount to; its columns are what history is searched by. */
@Entity
@Table(name = "execution")
class ExecutionEntity {
  @Id
  @Column(name = "order_id")
  String orderId = "";

  String status = "";

  @Nullable String account;

  @Nullable String strategy;

  @Nullable String symbol;

  @Column(name = "received_at")
  Instant receivedAt = Instant.EPOCH;

  String confirmation = "";
}
