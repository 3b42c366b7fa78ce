package io.interlock.local.stack;

import io.interlock.local.mt5.SimulatedMt5Main;
import io.interlock.local.mt5.trade.MarginMode;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Starts the MT5 host of a stack. Each kind keeps a ledger of its own in the stack's data. */
final class Mt5Launcher {
  private static final String NAME = "mt5";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Mt5Launcher() {}

  /** Starts it; it may not be ready yet. */
  static ChildProcess launch(StackSettings settings) throws IOException {
    StackPorts ports = settings.ports();
    return switch (settings.mt5()) {
      case Mt5Host.Simulator(MarginMode marginMode) -> {
        Path folder = settings.folder("mt5");
        yield JavaProgram.of(
                settings.jvm(),
                SimulatedMt5Main.class,
                "--command-port",
                Integer.toString(ports.mt5Command()),
                "--data-port",
                Integer.toString(ports.mt5Data()),
                "--control-port",
                Integer.toString(ports.mt5Control()),
                "--margin-mode",
                marginMode.name(),
                "--data-dir",
                folder.toString())
            .start(NAME, folder, settings.log(NAME));
      }
      case Mt5Host.Harness(Map<String, String> inputs) ->
          new HarnessHost(
                  settings.home(),
                  settings.folder("mt5-harness"),
                  ports.mt5Command(),
                  ports.mt5Data(),
                  ports.mt5Control(),
                  inputs,
                  settings.detached())
              .launch(NAME, settings.log(NAME));
    };
  }

  /** Returns when it answers; either kind prints a line that starts with "ready". */
  static void awaitReady(ChildProcess host) throws IOException {
    JavaProgram.awaitLine(host, "ready", PATIENCE);
  }
}
