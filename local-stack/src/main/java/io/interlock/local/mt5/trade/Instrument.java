package io.interlock.local.mt5.trade;

import java.math.BigDecimal;
import java.util.List;

/**
 * A symbol the simulated broker trades.
 *
 * @param contractSize base units in one lot
 * @param stopsLevel least distance of stops from the market, points
 * @param spreadPoints ask minus bid of a quiet market
 * @param wanderPoints typical size of one quote's move, points
 * @param startBid bid the walk starts at and returns to
 */
public record Instrument(
    String symbol,
    int digits,
    BigDecimal contractSize,
    BigDecimal volumeMin,
    BigDecimal volumeMax,
    BigDecimal volumeStep,
    int stopsLevel,
    int spreadPoints,
    int wanderPoints,
    String currencyBase,
    String currencyProfit,
    BigDecimal startBid) {

  /** The symbols a simulated host trades unless told otherwise. */
  public static final List<Instrument> DEFAULTS =
      List.of(
          instrument("EURUSD", 5, "100000", 8, 3, "EUR", "USD", "1.08500"),
          instrument("GBPUSD", 5, "100000", 10, 4, "GBP", "USD", "1.27000"),
          instrument("USDJPY", 3, "100000", 9, 4, "USD", "JPY", "151.500"),
          instrument("XAUUSD", 2, "100", 20, 8, "XAU", "USD", "2350.00"),
          instrument("BTCUSD", 2, "1", 1500, 400, "BTC", "USD", "64000.00"));

  /** Smallest price step. */
  public BigDecimal point() {
    return BigDecimal.ONE.movePointLeft(digits);
  }

  public BigDecimal points(long count) {
    return point().multiply(BigDecimal.valueOf(count));
  }

  private static Instrument instrument(
      String symbol,
      int digits,
      String contractSize,
      int spreadPoints,
      int wanderPoints,
      String base,
      String profit,
      String startBid) {
    return new Instrument(
        symbol,
        digits,
        new BigDecimal(contractSize),
        new BigDecimal("0.01"),
        new BigDecimal("100"),
        new BigDecimal("0.01"),
        0,
        spreadPoints,
        wanderPoints,
        base,
        profit,
        new BigDecimal(startBid));
  }
}
