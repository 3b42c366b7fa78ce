package io.interlock.contracts.order;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.interlock.contracts.json.Rule;

/**
 * The identity under which venues know an order: 26 characters out of A–Z and 2–7, which fits an
 * MT5 comment (31) and a Binance client order id (36). An order keeps one for ever.
 */
public record ClientOrderId(@JsonValue String value) {
  @JsonCreator
  public ClientOrderId {
    Rule.required("client_order_id", value);
    Rule.that(
        Base32Digest.fits(value), "client_order_id", value, "must be 26 characters of A-Z and 2-7");
  }

  /**
   * @param environment name of the deployment, so that two of them on one account can't collide
   */
  public static ClientOrderId of(String environment, OrderId orderId) {
    return new ClientOrderId(Base32Digest.of(environment, orderId.value()));
  }

  @Override
  public String toString() {
    return value;
  }
}
