package io.interlock.local.stack;

import io.interlock.local.mt5.trade.MarginMode;
import java.util.Map;

/** What stands where a Windows machine with a MetaTrader 5 terminal would. */
public sealed interface Mt5Host {
  /**
   * The one written in Java; nothing has to be installed for it.
   *
   * @param marginMode whether an account may hold a symbol in both directions
   */
  record Simulator(MarginMode marginMode) implements Mt5Host {
    public Simulator() {
      this(MarginMode.HEDGING);
    }
  }

  /**
   * The Expert Advisor of {@code mql5/}, compiled for its emulated terminal.
   *
   * @param inputs of the Expert Advisor that differ from their defaults
   */
  record Harness(Map<String, String> inputs) implements Mt5Host {
    public Harness {
      inputs = Map.copyOf(inputs);
    }
  }
}
