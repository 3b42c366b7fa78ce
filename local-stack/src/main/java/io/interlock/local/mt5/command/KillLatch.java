package io.interlock.local.mt5.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The host's kill latch.
 *
 * @param killEpoch highest kill seen; stays when the latch is cleared
 * @param magic only orders with this number; null: all
 * @param symbol only this symbol; null: all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KillLatch(
    boolean latched,
    long killEpoch,
    @Nullable Long magic,
    @Nullable String symbol,
    boolean cancelOrders,
    boolean closePositions) {
  static final KillLatch OPEN = new KillLatch(false, 0, null, null, false, false);

  boolean covers(long ofMagic, String ofSymbol) {
    return latched
        && (magic == null || magic == ofMagic)
        && (symbol == null || symbol.equals(ofSymbol));
  }

  /** After a further kill: the higher epoch, and the wider scope unless both are the same. */
  KillLatch and(KillLatch later) {
    if (!latched) {
      return later.withEpoch(Math.max(killEpoch, later.killEpoch()));
    }
    boolean same =
        java.util.Objects.equals(magic, later.magic())
            && java.util.Objects.equals(symbol, later.symbol());
    return new KillLatch(
        true,
        Math.max(killEpoch, later.killEpoch()),
        same ? magic : null,
        same ? symbol : null,
        cancelOrders || later.cancelOrders(),
        closePositions || later.closePositions());
  }

  KillLatch cleared() {
    return new KillLatch(false, killEpoch, null, null, false, false);
  }

  private KillLatch withEpoch(long epoch) {
    return new KillLatch(true, epoch, magic, symbol, cancelOrders, closePositions);
  }
}
