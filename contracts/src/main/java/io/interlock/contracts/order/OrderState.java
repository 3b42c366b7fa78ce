package io.interlock.contracts.order;

/** Where an order stands in its life; {@link OrderStatus} is what callers see of it. */
public enum OrderState {
  RECEIVED(OrderStatus.PENDING, false),
  READY(OrderStatus.PENDING, false),
  SUBMITTING(OrderStatus.SUBMITTED, false),
  ACCEPTED(OrderStatus.SUBMITTED, false),
  TRIGGERED(OrderStatus.SUBMITTED, false),
  PARTIALLY_FILLED(OrderStatus.PARTIALLY_FILLED, false),
  IN_DOUBT(OrderStatus.IN_DOUBT, false),
  /** No machine can tell; a person must. Ends only by an operator's word or a late fill. */
  MANUAL_REVIEW(OrderStatus.IN_DOUBT, false),
  FILLED(OrderStatus.FILLED, true),
  CANCELED(OrderStatus.CANCELED, true),
  EXPIRED(OrderStatus.EXPIRED, true),
  /** The venue refused it. */
  REJECTED(OrderStatus.REJECTED, true),
  /** A pre-trade control refused it. */
  DENIED(OrderStatus.REJECTED, true),
  /** Provably not at the venue. */
  NOT_PLACED(OrderStatus.REJECTED, true);

  private final OrderStatus status;
  private final boolean end;

  OrderState(OrderStatus status, boolean end) {
    this.status = status;
    this.end = end;
  }

  public OrderStatus status() {
    return status;
  }

  /** Whether nothing but a late fill can follow. */
  public boolean isEnd() {
    return end;
  }
}
