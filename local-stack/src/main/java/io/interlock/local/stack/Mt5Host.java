package io.interlock.local.stack;

import io.interlock.local.mt5.SimulatedMt5Main;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What stands where a Windows machine with a MetaTrader 5 terminal would. */
public enum Mt5Host {
  /** The simulated host of this module, with scripted faults and a ledger. */
  SIMULATOR {
    @Override
    ChildProcess launch(StackSettings settings) throws IOException {
      StackPorts ports = settings.ports();
      Path folder = settings.folder("mt5");
      return JavaProgram.of(
              SimulatedMt5Main.class,
              "--command-port",
              Integer.toString(ports.mt5Command()),
              "--data-port",
              Integer.toString(ports.mt5Data()),
              "--control-port",
              Integer.toString(ports.mt5Control()),
              "--data-dir",
              folder.toString())
          .start("mt5", folder, settings.log("mt5"));
    }
  },

  /** The Expert Advisor of {@code mql5/} itself, compiled for an emulated terminal. */
  HARNESS {
    @Override
    ChildProcess launch(StackSettings settings) throws IOException, StartFailure {
      Path program = settings.home().resolve("mql5/harness/build/release/InterlockGateway");
      if (!Files.isExecutable(program)) {
        throw new StartFailure(
            program + " is missing",
            "build it with make -C mql5/harness release (needs g++, make, python3 and libzmq3-dev)");
      }
      StackPorts ports = settings.ports();
      Path folder = settings.folder("mt5-harness");
      return ChildProcess.start(
          "mt5",
          List.of(
              program.toString(),
              "--data",
              folder.toString(),
              "--rep",
              "tcp://127.0.0.1:" + ports.mt5Command(),
              "--pub",
              "tcp://127.0.0.1:" + ports.mt5Data(),
              "--walk-ms",
              "250"),
          Map.of(),
          folder,
          settings.log("mt5"));
    }
  };

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Starts it; it may not answer yet. */
  abstract ChildProcess launch(StackSettings settings) throws IOException, StartFailure;

  /** Returns when it answers. */
  static void awaitReady(ChildProcess host) throws IOException {
    JavaProgram.awaitLine(host, "ready", PATIENCE);
  }
}
