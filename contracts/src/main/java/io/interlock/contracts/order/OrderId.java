package io.interlock.contracts.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.interlock.contracts.json.Rule;

/**
 * Interlock's identity of an order, also called execution id: 26 characters out of A–Z and 2–7.
 *
 * <p>A function of where the signal came from, the signal's identity and the leg, so a redelivered
 * signal can only become the same order. Account and broker are not in it: a redelivery that would
 * be routed elsewhere is still the same order.
 */
public record OrderId(@JsonValue String value) {
  @JsonCreator
  public OrderId {
    Rule.required("order_id", value);
    Rule.that(Base32Digest.fits(value), "order_id", value, "must be 26 characters of A-Z and 2-7");
  }

  /**
   * @param source where signals with this identity come from, e.g. the topic's name
   * @param signalIdentity unique within the source
   * @param leg 0 for the signal's own order, 1… for each further one it expands to
   */
  public static OrderId of(String source, String signalIdentity, int leg) {
    return new OrderId(Base32Digest.of(source, signalIdentity, Integer.toString(leg)));
  }

  @Override
  public String toString() {
    return value;
  }
}
