package io.interlock.router.quality;

import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.order.Quality;
import io.interlock.contracts.order.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * How far an order's fill lies from the price it was meant to have, in pips of its symbol.
 *
 * <p>The decision price is the signal's own, else the touch when it was decided; the arrival price
 * is the touch when the venue received it. Signs: positive is worse for the order, so a buy above
 * and a sell below are positive.
 *
 * @param pips fill against decision price; what the class goes by
 * @param delayPips arrival against decision price: what the market moved meanwhile; null if the
 *     arrival price isn't known
 * @param executionPips fill against arrival price: what the venue cost; null like the above
 * @param quality class by the size of {@code pips}
 * @param beyondLimit whether {@code pips} is worse than the limit it was sent with
 */
public record Slippage(
    BigDecimal pips,
    @Nullable BigDecimal delayPips,
    @Nullable BigDecimal executionPips,
    Quality quality,
    boolean beyondLimit) {

  private static final int DECIMALS = 2;

  /**
   * @param fillPrice volume-weighted price of all fills
   * @param maxSlippagePips what the venue was told, or null
   */
  public static Slippage measure(
      SymbolSpecification specification,
      Side side,
      BigDecimal decisionPrice,
      @Nullable BigDecimal arrivalPrice,
      BigDecimal fillPrice,
      @Nullable BigDecimal maxSlippagePips) {
    BigDecimal pip = specification.pipSize();
    BigDecimal pips = pips(side, decisionPrice, fillPrice, pip);
    return new Slippage(
        pips,
        arrivalPrice == null ? null : pips(side, decisionPrice, arrivalPrice, pip),
        arrivalPrice == null ? null : pips(side, arrivalPrice, fillPrice, pip),
        Quality.of(pips),
        maxSlippagePips != null && pips.compareTo(maxSlippagePips) > 0);
  }

  private static BigDecimal pips(Side side, BigDecimal from, BigDecimal to, BigDecimal pip) {
    BigDecimal worse = side == Side.BUY ? to.subtract(from) : from.subtract(to);
    return worse.divide(pip, DECIMALS, RoundingMode.HALF_EVEN);
  }
}
