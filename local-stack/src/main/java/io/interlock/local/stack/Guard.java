package io.interlock.local.stack;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Stops what runs of a stack when the program that started it is killed: a shell that waits for its
 * standard input to end, which happens with its parent, and then ends the processes in the stack's
 * state file. A stack stopped in order has no such file any more.
 */
final class Guard {
  private static final String SCRIPT =
      """
      cat > /dev/null
      [ -f "$0" ] || exit 0
      pids=$(grep -o '"pid":[0-9]*' "$0" | cut -d: -f2)
      kill -CONT $pids
      kill $pids
      sleep 10
      kill -KILL $pids
      rm -f "$0"
      """;

  private Guard() {}

  static ChildProcess start(StackSettings settings) throws IOException {
    Path state = StackState.file(settings.data());
    return ChildProcess.start(
        "guard",
        List.of("sh", "-c", SCRIPT, state.toString()),
        Map.of(),
        settings.data(),
        settings.log("guard"));
  }
}
