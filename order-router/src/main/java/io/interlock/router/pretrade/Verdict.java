package io.interlock.router.pretrade;

import io.interlock.contracts.order.Reason;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pre-trade controls say of an order. */
public sealed interface Verdict {

  /**
   * It may be sent.
   *
   * @param volume lots at MT5, base units elsewhere, after the exact conversion of units; null for
   *     commands without one (and a CLOSE of all)
   * @param decisionPrice the signal's price, else the touch now; null if there is neither
   * @param exposure worst-case notional it adds, quote currency; 0 unless it opens
   * @param deadline after which it must not be sent
   * @param maxSlippagePips stricter of the signal's and the limit
   * @param killEpoch the gate and the bridge refuse it under a newer one
   * @param controlsVersion limits it was decided under
   * @param figures what was looked at, for the event
   */
  record Pass(
      @Nullable BigDecimal volume,
      @Nullable BigDecimal decisionPrice,
      BigDecimal exposure,
      Instant deadline,
      @Nullable BigDecimal maxSlippagePips,
      long killEpoch,
      long controlsVersion,
      Map<String, String> figures)
      implements Verdict {}

  /** A control said no; {@code reason.code} is a {@code DenialReason} name. */
  record Deny(Control control, Reason reason, long controlsVersion) implements Verdict {}

  /** Too old to trade. */
  record Expire(Reason reason, long controlsVersion) implements Verdict {}
}
