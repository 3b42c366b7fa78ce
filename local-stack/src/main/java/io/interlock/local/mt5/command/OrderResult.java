package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Deal;
import io.interlock.local.mt5.trade.Order;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The wire's order result: all the host says of one order. */
record OrderResult(
    @Nullable String clientOrderId,
    String state,
    @Nullable String ticket,
    @Nullable String order,
    List<Deal> deals,
    BigDecimal filledVolume,
    @Nullable BigDecimal filledPrice,
    @Nullable BigDecimal remainingVolume,
    @Nullable BigDecimal bid,
    @Nullable BigDecimal ask,
    @Nullable Integer retcode,
    @Nullable String retcodeName,
    @Nullable String symbol,
    @Nullable String reason) {

  static OrderResult of(Order order, List<Deal> deals) {
    return new OrderResult(
        order.terms().clientOrderId(),
        order.state().name(),
        order.ticket(),
        order.order(),
        deals,
        order.filledVolume(),
        order.filledPrice(),
        order.remainingVolume(),
        order.bid(),
        order.ask(),
        order.retcode().code(),
        order.retcode().name(),
        order.terms().symbol(),
        order.reason());
  }

  static OrderResult pending(String clientOrderId) {
    return bare(clientOrderId, "PENDING", "sent to the broker, no answer yet");
  }

  static OrderResult fenced(String clientOrderId) {
    return bare(clientOrderId, "FENCED", "this id can never trade");
  }

  /** What was refused because it came too late has expired. */
  static OrderResult refused(String clientOrderId, Reply.WireError error) {
    return bare(
        clientOrderId,
        error.code().equals("DEADLINE_PASSED") ? "EXPIRED" : "REJECTED",
        error.code() + ": " + error.message());
  }

  static OrderResult unknown(String clientOrderId, String reason) {
    return bare(clientOrderId, "UNKNOWN", reason);
  }

  private static OrderResult bare(String clientOrderId, String state, String reason) {
    return new OrderResult(
        clientOrderId,
        state,
        null,
        null,
        List.of(),
        BigDecimal.ZERO,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        reason);
  }
}
