package io.interlock.cli.stack;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import io.interlock.local.stack.StackState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Stops the local stack. */
@Command(
    name = "down",
    description = "Stops the local stack; its data stay.",
    mixinStandardHelpOptions = true)
public final class DownCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    Optional<StackState> state = installation.state();
    if (state.isEmpty() || state.get().running().isEmpty()) {
      out.println("Nothing runs with data in " + installation.data() + ".");
    }
    if (state.isPresent()) {
      int running = state.get().running().size();
      try {
        state.get().stop(installation.data());
      } catch (IOException e) {
        throw new CommandFailure("can't remove the state of the stack: " + e.getMessage(), e);
      }
      if (running > 0) {
        out.println("Stopped " + running + " processes.");
      }
    }
  }
}
