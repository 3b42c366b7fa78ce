package io.interlock.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Clears a kill. */
@Command(
    name = "resume",
    description = "Clears the kill of a scope; a kill made after it was looked at stays.",
    mixinStandardHelpOptions = true)
public final class ResumeCommand implements Callable<Integer> {
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
      names = "--kill-epoch",
      description = "The kill to clear; default: the one that stands now.")
  private @Nullable Long killEpoch;

  @Override
  public Integer call() {
    ServiceClient services = new ServiceClient(installation);
    long epoch = killEpoch == null ? standing(services) : killEpoch;
    JsonNode report =
        services.call(
            "POST",
            StackService.ORDER_ROUTER,
            "/kill-switch/reset",
            Role.RISK_OFFICER,
            Map.of("scope", scope, "reason", reason, "kill_epoch", epoch));
    PrintWriter out = spec.commandLine().getOut();
    out.printf("Cleared kill %d of %s.%n", epoch, scope);
    KillPrinter.print(report, out);
    return KillPrinter.allReached(report) ? 0 : 1;
  }

  private long standing(ServiceClient services) {
    return services
        .find(StackService.ORDER_ROUTER, "/controls/" + scope, Role.RISK_OFFICER)
        .filter(control -> control.path("killed").asBoolean())
        .orElseThrow(() -> new CommandFailure(scope + " is not killed: there is nothing to resume"))
        .path("kill_epoch")
        .asLong();
  }
}
