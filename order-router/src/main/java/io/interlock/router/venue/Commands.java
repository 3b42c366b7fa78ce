package io.interlock.router.venue;

import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.router.order.Order;
import io.interlock.router.order.Terms;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An order put into the words of a bridge. Pure. */
final class Commands {
  private Commands() {}

  static PlaceOrder place(Order order, long killEpoch, @Nullable Long defaultMagic) {
    Terms terms = order.terms();
    Long magic = terms.magic() == null ? defaultMagic : terms.magic();
    return new PlaceOrder(
        context(order, killEpoch),
        order.identity().clientOrderId(),
        known(terms.symbol()),
        known(terms.side()),
        terms.type(),
        known(terms.volume()),
        terms.price(),
        terms.stopPrice(),
        terms.stopLoss(),
        terms.takeProfit(),
        terms.timeInForce(),
        terms.expiresAt(),
        terms.maxSlippagePips(),
        magic,
        hash(order, magic));
  }

  static ClosePosition close(Order order, long killEpoch) {
    Terms terms = order.terms();
    return new ClosePosition(
        context(order, killEpoch),
        order.identity().clientOrderId(),
        known(terms.ticket()),
        terms.symbol(),
        terms.volume(),
        terms.maxSlippagePips(),
        hash(order, null));
  }

  /** The target is named by its client order id, or by the position's ticket. */
  static ModifyOrder modify(Order order, long killEpoch, @Nullable ClientOrderId target) {
    Terms terms = order.terms();
    return new ModifyOrder(
        context(order, killEpoch),
        target,
        target == null ? terms.ticket() : null,
        terms.revision(),
        terms.price(),
        terms.stopPrice(),
        terms.stopLoss(),
        terms.takeProfit(),
        terms.expiresAt());
  }

  static CancelOrder cancel(Order order, long killEpoch, ClientOrderId target, String symbol) {
    return new CancelOrder(context(order, killEpoch), target, symbol);
  }

  /** A cancel the router itself asks for, under an id of its own that is the same each time. */
  static CancelOrder cancelOf(Order target, long epoch, long killEpoch, Instant deadline) {
    CommandContext context =
        new CommandContext(
            target.id().value() + "-timeout",
            target.id(),
            known(target.account()),
            epoch,
            killEpoch,
            deadline,
            target.traceparent());
    return new CancelOrder(
        context, target.identity().clientOrderId(), known(target.terms().symbol()));
  }

  private static CommandContext context(Order order, long killEpoch) {
    return new CommandContext(
        order.id().value(),
        order.id(),
        known(order.account()),
        order.epoch(),
        killEpoch,
        known(order.deadline()),
        order.traceparent());
  }

  /**
   * Hash of what the venue is asked to do, so that the same id can't come to mean another order.
   */
  private static String hash(Order order, @Nullable Long magic) {
    Terms t = order.terms();
    String text =
        String.join(
            "|",
            t.command().name(),
            String.valueOf(t.symbol()),
            String.valueOf(t.side()),
            t.type().name(),
            plain(t.volume()),
            plain(t.price()),
            plain(t.stopPrice()),
            plain(t.stopLoss()),
            plain(t.takeProfit()),
            t.timeInForce().name(),
            String.valueOf(t.expiresAt()),
            String.valueOf(t.ticket()),
            String.valueOf(magic));
    return SignalDecoder.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String plain(@Nullable BigDecimal value) {
    return value == null ? "" : value.stripTrailingZeros().toPlainString();
  }

  private static <T> T known(@Nullable T value) {
    return Objects.requireNonNull(value, "an order past the gate has it");
  }
}
