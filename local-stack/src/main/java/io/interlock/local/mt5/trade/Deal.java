package io.interlock.local.mt5.trade;

import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** One trade, in the shape it has on the wire. */
public record Deal(
    String deal,
    String order,
    String position,
    @Nullable String clientOrderId,
    String symbol,
    Side side,
    Entry entry,
    BigDecimal volume,
    BigDecimal price,
    BigDecimal commission,
    BigDecimal swap,
    BigDecimal profit,
    Reason reason,
    long magic,
    long timeMsc) {
  /** What a deal does to its position. */
  public enum Entry {
    IN,
    OUT,
    INOUT
  }

  /** Who asked for a deal. */
  public enum Reason {
    EXPERT,
    SL,
    TP
  }
}
