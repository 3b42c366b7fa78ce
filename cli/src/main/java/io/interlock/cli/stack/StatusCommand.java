package io.interlock.cli.stack;

import io.interlock.cli.access.Installation;
import io.interlock.local.stack.Readiness;
import io.interlock.local.stack.StackService;
import io.interlock.local.stack.StackState;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which parts of the local stack run and whether the services are ready. */
@Command(
    name = "status",
    description = "Shows what runs; exits with 1 unless everything runs and is ready.",
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<StackState> state = installation.state();
    if (state.isEmpty()) {
      out.println(
          "Nothing runs with data in " + installation.data() + ": ./interlock up starts it.");
      return 1;
    }
    boolean well = true;
    for (StackState.Part part : state.get().parts()) {
      boolean runs = part.process().isPresent();
      String condition = runs ? "runs" : "ended";
      String url = "";
      Optional<StackService> service = service(part.name());
      if (service.isPresent()) {
        url = installation.url(service.get());
        Readiness readiness = new Readiness(url);
        if (runs && readiness.isReady()) {
          condition = "ready";
        } else {
          condition += ", not ready";
          well = false;
        }
      }
      well &= runs;
      out.printf("%-16s %-16s pid %-8d %s%n", part.name(), condition, part.pid(), url);
    }
    return well ? 0 : 1;
  }

  private static Optional<StackService> service(String name) {
    return Arrays.stream(StackService.values())
        .filter(service -> service.module().equals(name))
        .findFirst();
  }
}
