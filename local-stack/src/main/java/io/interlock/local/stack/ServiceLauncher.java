package io.interlock.local.stack;

import io.interlock.local.keys.LocalKeys;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts services from copies of what was built. Thread-safe. */
final class ServiceLauncher {
  /** Exit codes above it name a signal. */
  private static final int SIGNALLED = 128;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final List<String> JVM_OPTIONS =
      List.of(
          "-Xmx256m",
          // room for what a start loads and compiles, or it ends in pauses of 100 ms
          "-XX:MetaspaceSize=128m",
          "-XX:ReservedCodeCacheSize=240m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "--add-opens=java.base/java.lang=ALL-UNNAMED");

  private final StackSettings settings;
  private final LocalKeys keys;

  ServiceLauncher(StackSettings settings, LocalKeys keys) {
    this.settings = settings;
    this.keys = keys;
  }

  static Path built(StackSettings settings, StackService service) {
    return settings.home().resolve(service.module()).resolve("target/quarkus-app");
  }

  /** Makes the copies the services run from. */
  void copyServices() throws IOException {
    for (StackService service : StackService.values()) {
      RunFolder.synchronise(built(settings, service), runFolder(service));
    }
  }

  /**
   * Starts an instance of a service; it may not be ready yet.
   *
   * @param name of the process and its log
   * @param port it listens on
   */
  ChildProcess launch(StackService service, String name, int port) throws StartFailure {
    List<String> command = new ArrayList<>();
    command.add(JavaProgram.java());
    command.addAll(JVM_OPTIONS);
    command.addAll(settings.jvm().options());
    command.addAll(List.of("-jar", "quarkus-run.jar"));
    try {
      Map<String, String> environment =
          ServiceEnvironment.of(
              service, port, settings, keys.publicKeyFile(), keys.writeServiceToken());
      return ChildProcess.start(
          name, niceness(service), command, environment, runFolder(service), settings.log(name));
    } catch (IOException e) {
      throw new StartFailure("can't start " + name + " (" + e.getMessage() + ")", "see it", e);
    }
  }

  /**
   * Elsewhere every service and server has processors of its own; here orders and kills come first.
   */
  private static int niceness(StackService service) {
    return switch (service) {
      case ORDER_ROUTER, GATEWAY_BRIDGE -> -5;
      case AUDIT_SERVICE, BROKER_REGISTRY -> 10;
    };
  }

  /** Returns when an instance is ready. */
  static void awaitReady(ChildProcess process, int port) throws StartFailure {
    Readiness readiness = new Readiness("http://127.0.0.1:" + port);
    if (readiness.await(process, PATIENCE)) {
      return;
    }
    if (!process.isAlive()) {
      throw ended(process);
    }
    throw new StartFailure(
        "%s is not ready after %d s (%s)"
            .formatted(process.name(), PATIENCE.toSeconds(), readiness.lastAnswer()),
        "see " + process.log());
  }

  /** Why a part ended, as far as its exit code and log say. */
  static StartFailure ended(ChildProcess part) {
    int code = part.exitCode();
    String reason =
        code > SIGNALLED
            ? "killed by signal " + (code - SIGNALLED)
            : "exit code " + code + lastError(part);
    return new StartFailure(part.name() + " ended (" + reason + ")", "see " + part.log());
  }

  private static String lastError(ChildProcess part) {
    return part.tail(200).stream()
        .filter(line -> line.contains("ERROR") || line.contains("Caused by"))
        .reduce((first, last) -> last)
        .map(line -> ", " + line.strip())
        .orElse("");
  }

  private Path runFolder(StackService service) {
    return settings.folder("run").resolve(service.module());
  }
}
