package io.interlock.contracts;

/**
 * Names of the Kafka topics Interlock reads and writes, and of the record headers it understands.
 */
public final class Topics {
  /** Signals from producers outside Interlock; key: account or strategy. */
  public static final String TRADE_SIGNALS = "trade.signals";

  /** Records that can't be read, as they came, with reason headers; key: as read. */
  public static final String TRADE_SIGNALS_DLQ = "trade.signals.dlq";

  /** Every lifecycle event of every order; key: order id. */
  public static final String ORDER_EVENTS = "order.events";

  /** Broker descriptors; compacted; key: broker id. */
  public static final String BROKER_CATALOG = "broker.catalog";

  /** Connection state, account snapshot and symbol specifications; compacted; key: broker id. */
  public static final String BROKER_STATUS = "broker.status";

  /** What venues report about orders outside a command's own reply; key: account. */
  public static final String VENUE_REPORTS = "venue.reports";

  /** Quotes; short retention; key: broker id, colon, symbol. */
  public static final String MARKET_TICKS = "market.ticks";

  /** Halts, limits and kill epochs; compacted; key: scope. */
  public static final String TRADING_CONTROLS = "trading.controls";

  /** What Expert Advisors report; key: name, colon, magic. */
  public static final String EA_EVENTS = "ea.events";

  /** Header: the signal's identity where the payload has none. */
  public static final String HEADER_SIGNAL_ID = "signal-id";

  /** Header on a forwarded signal: the topic-partition-offset it first arrived at. */
  public static final String HEADER_ORIGIN = "interlock-origin";

  /** Header on a forwarded signal: when it first arrived, epoch microseconds. */
  public static final String HEADER_ARRIVED_AT = "interlock-arrived-at";

  /** Header on a dead letter: the field that was wrong. */
  public static final String HEADER_REASON_FIELD = "interlock-reason-field";

  /** Header on a dead letter: the value found, shortened. */
  public static final String HEADER_REASON_VALUE = "interlock-reason-value";

  /** Header on a dead letter: the rule that was broken. */
  public static final String HEADER_REASON_RULE = "interlock-reason-rule";

  /** Header: W3C trace context. */
  public static final String HEADER_TRACEPARENT = "traceparent";

  private Topics() {}
}
