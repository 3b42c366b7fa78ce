package io.interlock.contracts.order;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a caller is told about an execution.
 *
 * @param executionId Interlock's order id
 * @param orderId the broker's order number
 * @param state the inner state beside the status
 * @param intendedUnits volume asked for, lots or base units
 * @param executedUnits volume traded
 * @param slippagePips positive is worse for the order
 */
public record ExecutionConfirmation(
    OrderId executionId,
    @Nullable String orderId,
    ClientOrderId clientOrderId,
    OrderStatus status,
    OrderState state,
    @Nullable String symbol,
    @Nullable Side direction,
    @Nullable BigDecimal intendedUnits,
    BigDecimal executedUnits,
    @Nullable BigDecimal intendedPrice,
    @Nullable BigDecimal fillPrice,
    @Nullable BigDecimal slippagePips,
    @Nullable Quality quality,
    @Nullable Reason rejectionReason,
    @Nullable String broker,
    @Nullable String account,
    @Nullable String strategy,
    String signalId,
    Instant receivedAt,
    Instant updatedAt) {}
