package io.interlock.local.stack;

import io.interlock.local.process.JvmProfile;
import java.nio.file.Path;

/**
 * What a local stack is started with.
 *
 * @param home the project folder; services run from copies of {@code SERVICE/target/quarkus-app}
 * @param data where everything that survives a restart is kept
 * @param brokersFile the registry's configuration
 * @param mt5 what stands for the MT5 host
 * @param jvm how its virtual machines are tuned
 * @param detached whether it goes on after the program that started it has ended
 */
public record StackSettings(
    Path home,
    Path data,
    StackPorts ports,
    Path brokersFile,
    Mt5Host mt5,
    JvmProfile jvm,
    boolean detached) {
  public StackSettings {
    home = home.toAbsolutePath().normalize();
    data = data.toAbsolutePath().normalize();
    brokersFile = brokersFile.toAbsolutePath().normalize();
  }

  /** Ready soon. */
  public StackSettings(
      Path home, Path data, StackPorts ports, Path brokersFile, Mt5Host mt5, boolean detached) {
    this(home, data, ports, brokersFile, mt5, JvmProfile.QUICK_START, detached);
  }

  /** Ready soon, with the simulated MT5 host. */
  public StackSettings(Path home, Path data, StackPorts ports, Path brokersFile, boolean detached) {
    this(home, data, ports, brokersFile, new Mt5Host.Simulator(), detached);
  }

  Path folder(String part) {
    return data.resolve(part);
  }

  Path log(String part) {
    return data.resolve("logs").resolve(part + ".log");
  }

  Path keys() {
    return data.resolve("keys");
  }
}
