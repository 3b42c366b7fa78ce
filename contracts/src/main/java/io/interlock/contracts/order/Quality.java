package io.interlock.contracts.order;

import java.math.BigDecimal;

/** Execution quality by the size of the slippage in pips. */
public enum Quality {
  EXCELLENT("0.5"),
  GOOD("1"),
  ACCEPTABLE("2"),
  POOR("5"),
  BAD("999999999");

  private final BigDecimal mostPips;

  Quality(String mostPips) {
    this.mostPips = new BigDecimal(mostPips);
  }

  /** The class of a slippage given in pips; only its size counts. */
  public static Quality of(BigDecimal slippagePips) {
    for (Quality quality : values()) {
      if (slippagePips.abs().compareTo(quality.mostPips) <= 0) {
        return quality;
      }
    }
    return BAD;
  }
}
