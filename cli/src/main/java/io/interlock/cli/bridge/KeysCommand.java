package io.interlock.cli.bridge;

import picocli.CommandLine.Command;

/** Makes CURVE keys for the ZeroMQ sockets; the bridge's own command does it. */
@Command(name = "keys", description = "Makes CURVE keys and allow-lists for the ZeroMQ sockets.")
public final class KeysCommand extends BridgeProgram {
  public KeysCommand() {
    super("io.interlock.gateway.curve.KeysCommand");
  }
}
