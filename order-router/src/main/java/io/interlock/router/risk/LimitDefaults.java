package io.interlock.router.risk;

import io.interlock.contracts.control.Limits;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.util.Optional;

/** Limits that apply where no scope sets one; see {@link Limits} for what each means. */
@ConfigMapping(prefix = "interlock.limits")
public interface LimitDefaults {
  @WithDefault("5000")
  long signalTtlMillis();

  Optional<BigDecimal> maxOrderVolume();

  Optional<BigDecimal> maxOrderValue();

  Optional<BigDecimal> priceCollarPercent();

  @WithDefault("10000")
  long maxQuoteAgeMillis();

  Optional<BigDecimal> maxSpreadPips();

  Optional<BigDecimal> minLiquidity();

  @WithDefault("1.5")
  BigDecimal marginCushion();

  Optional<BigDecimal> maxOpenExposure();

  Optional<Integer> maxOrdersPerSecond();

  Optional<Integer> repeatedExecutions();

  @WithDefault("60000")
  long repeatedWindowMillis();

  Optional<BigDecimal> maxDailyLoss();

  Optional<BigDecimal> maxSlippagePips();

  @WithDefault("1")
  BigDecimal riskMultiplier();

  /** The same as a message. */
  default Limits limits() {
    return new Limits(
        signalTtlMillis(),
        maxOrderVolume().orElse(null),
        maxOrderValue().orElse(null),
        priceCollarPercent().orElse(null),
        maxQuoteAgeMillis(),
        maxSpreadPips().orElse(null),
        minLiquidity().orElse(null),
        marginCushion(),
        maxOpenExposure().orElse(null),
        maxOrdersPerSecond().orElse(null),
        repeatedExecutions().orElse(null),
        repeatedWindowMillis(),
        maxDailyLoss().orElse(null),
        maxSlippagePips().orElse(null),
        riskMultiplier());
  }
}
