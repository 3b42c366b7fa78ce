package io.interlock.local.stack;

import java.util.Map;

/** What stands where a Windows machine with a MetaTrader 5 terminal would. */
public sealed interface Mt5Host {
  /** The one written in Java; nothing has to be installed for it. */
  record Simulator() implements Mt5Host {}

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
