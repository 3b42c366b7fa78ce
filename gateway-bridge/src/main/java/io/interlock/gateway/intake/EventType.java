package io.interlock.gateway.intake;

import java.util.Locale;

/** What an Expert Advisor can send. */
public enum EventType {
  TRADE_OPEN,
  TRADE_CLOSE,
  TRADE_MODIFY,
  HEARTBEAT,
  RISK_UPDATE;

  /** As it is written on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
