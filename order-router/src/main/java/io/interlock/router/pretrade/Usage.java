package io.interlock.router.pretrade;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of the limits is used, as the account's books say at the moment of the decision.
 *
 * @param accountExposure open and reserved notional of the account, without the order asked about
 * @param strategyExposure the part of it that belongs to the strategy
 * @param symbolExposure the part of it in the symbol
 * @param ordersLastSecond messages of the account in the last second
 * @param repeated executions of the same strategy, symbol and side within the window
 * @param throttledSince since when the throttle has stopped them, or null
 * @param dailyLoss what the account lost today, account currency, negative for a gain; null if not
 *     known
 */
public record Usage(
    BigDecimal accountExposure,
    BigDecimal strategyExposure,
    BigDecimal symbolExposure,
    int ordersLastSecond,
    int repeated,
    @Nullable Instant throttledSince,
    @Nullable BigDecimal dailyLoss) {

  /** Nothing used. */
  public static final Usage NONE =
      new Usage(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, 0, 0, null, BigDecimal.ZERO);
}
