package io.interlock.router.order;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderType;
import io.interlock.contracts.order.Side;
import io.interlock.contracts.order.TimeInForce;
import io.interlock.contracts.signal.TradeSignal;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done, as the signal says it and with what was settled at the gate.
 *
 * @param volume lots or base units; null for a CLOSE of all, a MODIFY, a CANCEL, and while units
 *     have not been converted
 * @param ticket position to close or protect
 * @param target order a CANCEL, a MODIFY or a CLOSE is about
 */
public record Terms(
    Command command,
    String strategy,
    @Nullable String symbol,
    @Nullable Side side,
    OrderType type,
    @Nullable BigDecimal volume,
    @Nullable BigDecimal price,
    @Nullable BigDecimal stopPrice,
    @Nullable BigDecimal stopLoss,
    @Nullable BigDecimal takeProfit,
    TimeInForce timeInForce,
    @Nullable Instant expiresAt,
    @Nullable BigDecimal maxSlippagePips,
    @Nullable Long magic,
    @Nullable String ticket,
    @Nullable OrderId target,
    int revision) {

  /**
   * @param source the signal's, within which its {@code target_signal_id} is looked up
   */
  public static Terms of(TradeSignal signal, String source) {
    OrderId target = signal.target();
    if (target == null && signal.targetSignalId() != null) {
      target = OrderId.of(source, signal.targetSignalId(), 0);
    }
    return new Terms(
        signal.command(),
        signal.strategy(),
        signal.symbol(),
        signal.side(),
        signal.type(),
        signal.volume(),
        signal.price(),
        signal.stopPrice(),
        signal.stopLoss(),
        signal.takeProfit(),
        signal.timeInForce(),
        signal.expiresAt(),
        signal.maxSlippagePips(),
        signal.magic(),
        signal.ticket(),
        target,
        signal.revision() == null ? 0 : signal.revision());
  }

  /** These terms with what was settled at the gate. */
  public Terms settled(
      @Nullable String symbol,
      @Nullable Side side,
      @Nullable BigDecimal volume,
      @Nullable BigDecimal maxSlippagePips) {
    return new Terms(
        command,
        strategy,
        symbol,
        side,
        type,
        volume,
        price,
        stopPrice,
        stopLoss,
        takeProfit,
        timeInForce,
        expiresAt,
        maxSlippagePips,
        magic,
        ticket,
        target,
        revision);
  }

  /** These terms about one position. */
  public Terms onTicket(String ticket, @Nullable String symbol) {
    return new Terms(
        command,
        strategy,
        symbol,
        side,
        type,
        volume,
        price,
        stopPrice,
        stopLoss,
        takeProfit,
        timeInForce,
        expiresAt,
        maxSlippagePips,
        magic,
        ticket,
        target,
        revision);
  }

  /** Whether it trades itself (OPEN, CLOSE) rather than changing what does (MODIFY, CANCEL). */
  public boolean trades() {
    return switch (command) {
      case OPEN, CLOSE -> true;
      case MODIFY, CANCEL -> false;
    };
  }

  /** Whether it opens, or changes what a working order may trade at: what a kill stops. */
  public boolean mayAddRisk() {
    return switch (command) {
      case OPEN -> true;
      case MODIFY -> price != null || stopPrice != null || expiresAt != null;
      case CLOSE, CANCEL -> false;
    };
  }

  /** Whether it is done at once or not at all, so that a venue's silence is a fault. */
  public boolean immediate() {
    return command == Command.CLOSE
        || type == OrderType.MARKET
        || timeInForce == TimeInForce.IOC
        || timeInForce == TimeInForce.FOK;
  }
}
