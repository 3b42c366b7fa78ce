package io.interlock.cli.stack;

import io.interlock.local.stack.Mt5Host;
import java.util.Locale;
import java.util.Map;

/** The MT5 hosts {@code up} can start, as they are written in its option. */
enum Mt5Kind {
  SIMULATOR,
  HARNESS;

  Mt5Host host() {
    return switch (this) {
      case SIMULATOR -> new Mt5Host.Simulator();
      case HARNESS -> new Mt5Host.Harness(Map.of());
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
