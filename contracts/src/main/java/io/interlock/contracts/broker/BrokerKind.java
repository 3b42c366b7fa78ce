package io.interlock.contracts.broker;

/** What stands at the other end of a bridge. */
public enum BrokerKind {
  MT5,
  BINANCE_SPOT,
  BINANCE_FUTURES,
  PAPER
}
