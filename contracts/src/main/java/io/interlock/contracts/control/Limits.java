package io.interlock.contracts.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Limits of one scope; an absent one is not set there and a wider scope's applies. Where several
 * scopes set one, the narrowest wins for settings and the strictest for maxima.
 *
 * @param signalTtlMillis how old a signal may be traded
 * @param maxOrderVolume lots or base units
 * @param maxOrderValue in the quote currency
 * @param priceCollarPercent how far a price may lie from the reference, percent
 * @param maxQuoteAgeMillis how old market data may be
 * @param maxSpreadPips widest spread to open into
 * @param minLiquidity least volume at the touch, as a multiple of the order's, where the venue says
 * @param marginCushion free margin needed, as a multiple of the order's margin
 * @param maxOpenExposure sum of absolute notionals, open and reserved, quote currency
 * @param maxOrdersPerSecond message rate
 * @param repeatedExecutions same strategy, symbol and side within {@code repeatedWindowMillis}
 *     before a person must re-enable it
 * @param maxDailyLoss of a day's realised and open result, account currency
 * @param riskMultiplier 0 to 10, told to Expert Advisors that ask
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Limits(
    @Nullable Long signalTtlMillis,
    @Nullable BigDecimal maxOrderVolume,
    @Nullable BigDecimal maxOrderValue,
    @Nullable BigDecimal priceCollarPercent,
    @Nullable Long maxQuoteAgeMillis,
    @Nullable BigDecimal maxSpreadPips,
    @Nullable BigDecimal minLiquidity,
    @Nullable BigDecimal marginCushion,
    @Nullable BigDecimal maxOpenExposure,
    @Nullable Integer maxOrdersPerSecond,
    @Nullable Integer repeatedExecutions,
    @Nullable Long repeatedWindowMillis,
    @Nullable BigDecimal maxDailyLoss,
    @Nullable BigDecimal maxSlippagePips,
    @Nullable BigDecimal riskMultiplier) {
  public static final Limits NONE =
      new Limits(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
