package io.interlock.cli.control;

import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops trading. */
@Command(
    name = "kill",
    description =
        "Stops trading at once, in every layer, and says who was reached; exits with 1 if somebody"
            + " was not.",
    mixinStandardHelpOptions = true)
public final class KillCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Option(
      names = "--scope",
      defaultValue = "global",
      description = "global, broker:ID, account:ID, strategy:ID or symbol:NAME.")
  private String scope;

  @Option(names = "--reason", defaultValue = "no reason given", description = "For the record.")
  private String reason;

  @Option(
      names = "--keep-positions",
      description = "Leave orders and positions at the venue as they are.")
  private boolean keepPositions;

  @Override
  public Integer call() {
    var report =
        new ServiceClient(installation)
            .call(
                "POST",
                StackService.ORDER_ROUTER,
                "/kill-switch",
                Role.TRADER,
                Map.of("scope", scope, "reason", reason, "flatten", !keepPositions));
    return KillPrinter.print(report, spec.commandLine().getOut()) ? 0 : 1;
  }
}
