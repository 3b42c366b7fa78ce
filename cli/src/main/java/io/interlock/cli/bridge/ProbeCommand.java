package io.interlock.cli.bridge;

import picocli.CommandLine.Command;

/** Tells whether an MT5 host can be traded with; the bridge's own command does it. */
@Command(
    name = "probe",
    description = "Tells whether an MT5 host can be traded with, and if not, why and what to do.")
public final class ProbeCommand extends BridgeProgram {
  public ProbeCommand() {
    super("io.interlock.gateway.probe.ProbeCommand");
  }
}
