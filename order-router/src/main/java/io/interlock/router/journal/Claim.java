package io.interlock.router.journal;

import io.interlock.contracts.order.OrderId;
import org.jspecify.annotations.Nullable;

/**
 * The claim an order holds on its signal, and where its journal stands.
 *
 * @param origin where the signal first arrived
 * @param gateId of the gate attempt that made it
 */
public record Claim(
    OrderId orderId,
    String payloadHash,
    String origin,
    String gateId,
    int partition,
    @Nullable String account,
    int seq) {}
