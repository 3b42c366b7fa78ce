package io.interlock.contracts.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What has come of an order so far.
 *
 * @param brokerOrderId the venue's order number
 * @param positionTicket the position it opened or changed, where the venue has such tickets
 * @param filledVolume cumulative; zero while nothing has traded
 * @param averagePrice volume-weighted; null while nothing has traded
 * @param decisionPrice the signal's price, else the touch when it was decided
 * @param arrivalPrice the touch when the venue received it
 * @param slippagePips fill against decision price; positive is worse for the order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Execution(
    @Nullable String brokerOrderId,
    @Nullable String positionTicket,
    BigDecimal filledVolume,
    @Nullable BigDecimal averagePrice,
    @Nullable BigDecimal decisionPrice,
    @Nullable BigDecimal arrivalPrice,
    @Nullable BigDecimal slippagePips,
    @Nullable Quality quality) {
  public static final Execution NONE =
      new Execution(null, null, BigDecimal.ZERO, null, null, null, null, null);
}
