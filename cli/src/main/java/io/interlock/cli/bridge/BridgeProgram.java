package io.interlock.cli.bridge;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Unmatched;

/** Runs a main class of the bridge with all arguments and ends as it ends. */
abstract class BridgeProgram implements Callable<Integer> {
  private final String mainClass;

  @Unmatched private List<String> arguments = new ArrayList<>();

  BridgeProgram(String mainClass) {
    this.mainClass = mainClass;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path app = Installation.home().resolve("gateway-bridge/target/quarkus-app");
    if (!Files.isDirectory(app)) {
      throw new CommandFailure(app + " is missing: run ./interlock, which builds it");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                app.resolve("app/*") + File.pathSeparator + app.resolve("lib/main/*"),
                mainClass));
    command.addAll(arguments);
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }
}
