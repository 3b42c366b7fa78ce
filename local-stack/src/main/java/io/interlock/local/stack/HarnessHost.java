package io.interlock.local.stack;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The compiled Expert Advisor in its emulated terminal, as a process.
 *
 * @param home the project folder
 * @param folder what terminal and broker keep; another start on it goes on from there
 * @param inputs of the Expert Advisor that differ from their defaults
 * @param detached whether it goes on after the program that started it has ended
 */
public record HarnessHost(
    Path home,
    Path folder,
    int commandPort,
    int dataPort,
    int controlPort,
    Map<String, String> inputs,
    boolean detached) {
  private static final String WALK_MILLIS = "250";

  public HarnessHost {
    inputs = Map.copyOf(inputs);
  }

  /**
   * Compiles the Expert Advisor when that is due, and starts it; returns when it answers.
   *
   * @param log where it writes; the compiler's is beside it
   */
  public ChildProcess start(Path log) throws IOException, StartFailure {
    HarnessBuild.build(home, log.resolveSibling("mt5-build.log"));
    ChildProcess process = launch("mt5", log);
    Mt5Launcher.awaitReady(process);
    return process;
  }

  /** Starts it; it may not be ready yet. */
  ChildProcess launch(String name, Path log) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(HarnessBuild.program(home).toString());
    command.addAll(List.of("--data", folder.toString(), "--walk-ms", WALK_MILLIS));
    command.addAll(List.of("--rep", endpoint(commandPort)));
    command.addAll(List.of("--pub", endpoint(dataPort)));
    command.addAll(List.of("--control", endpoint(controlPort)));
    if (!detached) {
      command.addAll(List.of("--die-with-parent", "1"));
    }
    inputs.forEach((input, value) -> command.addAll(List.of("--input", input + "=" + value)));
    return ChildProcess.start(name, command, Map.of(), folder, log);
  }

  private static String endpoint(int port) {
    return "tcp://127.0.0.1:" + port;
  }
}
