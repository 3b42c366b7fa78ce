package io.interlock.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;
import java.time.Duration;
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
        "Stops trading at once, in every layer, and says who has latched; exits with 1 if somebody"
            + " has not after 5 s.",
    mixinStandardHelpOptions = true)
public final class KillCommand implements Callable<Integer> {
  private static final String GLOBAL = "global";
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(200);

  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Option(
      names = "--scope",
      defaultValue = GLOBAL,
      description = "global, broker:ID, account:ID, strategy:ID or symbol:NAME.")
  private String scope;

  @Option(names = "--reason", defaultValue = "no reason given", description = "For the record.")
  private String reason;

  @Option(
      names = "--keep-positions",
      description = "Leave orders and positions at the venue as they are.")
  private boolean keepPositions;

  @Option(
      names = "--rehearse",
      description =
          "Go the way of a kill of everything and stop nothing; exits with 1 if it would not reach"
              + " somebody.")
  private boolean rehearse;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    ServiceClient services = new ServiceClient(installation);
    if (rehearse) {
      JsonNode report =
          services.call(
              "POST",
              StackService.ORDER_ROUTER,
              "/kill-switch/rehearsal",
              Role.TRADER,
              Map.of("reason", reason));
      KillPrinter.print(report, out);
      return KillPrinter.allReached(report) ? 0 : 1;
    }
    JsonNode report =
        services.call(
            "POST",
            StackService.ORDER_ROUTER,
            "/kill-switch",
            Role.TRADER,
            Map.of("scope", scope, "reason", reason, "flatten", !keepPositions));
    out.printf("Killed %s, kill epoch %s.%n", scope, report.path("kill_epoch").asText());
    KillPrinter.print(report, out);
    if (KillPrinter.allLatched(report)) {
      return 0;
    }
    if (!scope.equals(GLOBAL)) {
      // What stands later is only told of everything together.
      return 1;
    }
    out.println("Somebody has not latched yet; they are told again until they do:");
    out.flush();
    report = awaitLatched(services);
    KillPrinter.print(report, out);
    return KillPrinter.allLatched(report) ? 0 : 1;
  }

  private static JsonNode awaitLatched(ServiceClient services) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    JsonNode report = services.get(StackService.ORDER_ROUTER, "/kill-switch", Role.TRADER);
    while (!KillPrinter.allLatched(report) && System.nanoTime() < end) {
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return report;
      }
      report = services.get(StackService.ORDER_ROUTER, "/kill-switch", Role.TRADER);
    }
    return report;
  }
}
