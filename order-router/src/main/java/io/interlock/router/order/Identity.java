package io.interlock.router.order;

import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;

/**
 * Who an order is: its claim {@code (source, signalId, leg)} and the ids made from it.
 *
 * @param source where signals with this identity come from
 * @param payloadHash SHA-256 of the signal's bytes, hex
 */
public record Identity(
    OrderId orderId,
    ClientOrderId clientOrderId,
    String source,
    String signalId,
    int leg,
    String payloadHash) {

  /**
   * @param environment name of the deployment, part of the client order id
   */
  public static Identity of(
      String environment, String source, String signalId, int leg, String payloadHash) {
    OrderId orderId = OrderId.of(source, signalId, leg);
    return new Identity(
        orderId, ClientOrderId.of(environment, orderId), source, signalId, leg, payloadHash);
  }
}
