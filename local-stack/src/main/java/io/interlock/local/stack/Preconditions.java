package io.interlock.local.stack;

import io.interlock.local.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What must hold before anything is started, each with its remedy. */
final class Preconditions {
  private static final long NEEDED_BYTES = 600L << 20;

  private Preconditions() {}

  static void check(StackSettings settings) throws StartFailure {
    checkData(settings.data());
    checkNotRunning(settings.data());
    checkPorts(settings.ports());
    checkBuilt(settings);
    if (settings.mt5() instanceof Mt5Host.Harness) {
      HarnessBuild.check(settings.home());
    }
  }

  private static void checkData(Path data) throws StartFailure {
    long usable;
    try {
      Files.createDirectories(data);
      Files.delete(Files.createTempFile(data, "probe", null));
      usable = Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      throw new StartFailure(
          "can't write to " + data + " (" + e.getMessage() + ")",
          "make it writable for " + System.getProperty("user.name") + " or use --data DIR",
          e);
    }
    if (usable < NEEDED_BYTES) {
      throw new StartFailure(
          "only " + (usable >> 20) + " MB are free in " + data,
          "free " + (NEEDED_BYTES >> 20) + " MB or use --data DIR on another disk");
    }
  }

  private static void checkNotRunning(Path data) throws StartFailure {
    List<String> running;
    try {
      running =
          StackState.read(data).stream()
              .flatMap(state -> state.running().stream())
              .map(StackState.Part::name)
              .toList();
    } catch (IOException e) {
      throw new StartFailure(e.getMessage() + "", "delete the file", e);
    }
    if (!running.isEmpty()) {
      throw new StartFailure(
          "a stack with data in " + data + " already runs (" + String.join(", ", running) + ")",
          "./interlock status shows it, ./interlock down stops it");
    }
  }

  private static void checkPorts(StackPorts ports) throws StartFailure {
    List<String> taken = new ArrayList<>();
    List<String> options = new ArrayList<>();
    ports
        .byName()
        .forEach(
            (name, port) -> {
              if (!Ports.isFree(port)) {
                taken.add(port + " (" + name + ")");
                options.add("--" + name + "-port");
              }
            });
    if (!taken.isEmpty()) {
      throw new StartFailure(
          (taken.size() == 1 ? "port " : "ports ")
              + String.join(", ", taken)
              + (taken.size() == 1 ? " is taken" : " are taken"),
          "stop the program that listens there or choose another port with "
              + String.join(", ", options));
    }
  }

  private static void checkBuilt(StackSettings settings) throws StartFailure {
    for (StackService service : StackService.values()) {
      Path jar = ServiceLauncher.built(settings, service).resolve("quarkus-run.jar");
      if (!Files.exists(jar)) {
        throw new StartFailure(jar + " is missing", "build it with ./mvnw package");
      }
    }
    if (!Files.isReadable(settings.brokersFile())) {
      throw new StartFailure(
          "there is no broker configuration " + settings.brokersFile(), "name one with --brokers");
    }
  }
}
