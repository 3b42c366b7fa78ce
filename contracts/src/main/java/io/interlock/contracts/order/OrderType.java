package io.interlock.contracts.order;

/** When an order may trade: at once, at a limit, or once a trigger price is touched. */
public enum OrderType {
  MARKET,
  LIMIT,
  STOP,
  STOP_LIMIT;

  public boolean hasLimitPrice() {
    return this == LIMIT || this == STOP_LIMIT;
  }

  public boolean hasStopPrice() {
    return this == STOP || this == STOP_LIMIT;
  }
}
