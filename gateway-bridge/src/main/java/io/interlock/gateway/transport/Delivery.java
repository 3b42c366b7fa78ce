package io.interlock.gateway.transport;

import io.interlock.contracts.gateway.GatewayResult;

/** What came of handing a frame over. */
public sealed interface Delivery {

  /** The host's reply, unread. */
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Answered(byte[] body, long roundTripNanos) implements Delivery {}

  /** Checked immediately before the write and not written. */
  record Withheld(GatewayResult verdict) implements Delivery {}

  /** Provably not written. */
  record NotWritten(String code, String message) implements Delivery {}

  /** Written, and no reply until now. */
  record Unanswered(String code, String message) implements Delivery {}
}
