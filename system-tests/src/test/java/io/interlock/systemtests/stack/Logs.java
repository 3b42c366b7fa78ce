package io.interlock.systemtests.stack;

import io.interlock.local.process.ChildProcess;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.StackService;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the services complained about. */
final class Logs {
  private static final int LOOKED_AT = 2_000;
  private static final int SHOWN = 15;

  private Logs() {}

  /** The last warnings and errors of each service, or its last lines if it is dead. */
  static Map<String, String> complaints(LocalStack stack) {
    Map<String, String> complaints = new LinkedHashMap<>();
    for (StackService service : StackService.values()) {
      ChildProcess process = stack.service(service);
      List<String> lines =
          process.isAlive()
              ? process.tail(LOOKED_AT).stream()
                  .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                  .filter(line -> !line.contains("account paper-1"))
                  .toList()
              : process.tail(2 * SHOWN);
      List<String> shown = lines.subList(Math.max(0, lines.size() - SHOWN), lines.size());
      complaints.put(
          service.module() + (process.isAlive() ? "" : " (DEAD)") + ", " + process.log(),
          String.join("\n", shown));
    }
    return complaints;
  }
}
