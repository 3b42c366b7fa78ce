package io.interlock.local.mt5.command;

import io.interlock.local.mt5.fault.FaultScript;
import java.util.function.BiConsumer;

/** Starts a terminal and gives it the words it understands. */
public final class Dialects {
  private Dialects() {}

  /** A started terminal and its dialect. */
  public record Started(Terminal terminal, EventStream events, Dialect dialect) {}

  /**
   * @param publisher takes topic and body of everything published
   */
  public static Started start(
      io.interlock.contracts.broker.Dialect words,
      TerminalOptions options,
      HostClock clock,
      Broker broker,
      FaultScript faults,
      Terminal.Delays delays,
      BiConsumer<String, byte[]> publisher) {
    Terminal terminal = new Terminal(options, clock, broker, faults, delays, publisher::accept);
    Dialect dialect =
        switch (words) {
          case INTERLOCK_1 -> new NativeDialect(terminal);
          case MT5_CRS -> new CrsDialect(terminal);
          case FLAT_ORDER -> new FlatOrderDialect(terminal);
          case QUANTMIND -> new QuantmindDialect(terminal);
        };
    return new Started(terminal, new EventStream(terminal), dialect);
  }
}
