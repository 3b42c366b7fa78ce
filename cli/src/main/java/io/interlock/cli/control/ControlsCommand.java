package io.interlock.cli.control;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows halts, limits and kills. */
@Command(
    name = "controls",
    description = "Shows the halts, limits and kills of every scope that has any.",
    mixinStandardHelpOptions = true)
public final class ControlsCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Option(names = "--json", description = "Print what the router answers.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    JsonNode answer =
        new ServiceClient(installation)
            .get(StackService.ORDER_ROUTER, "/controls", Role.RISK_OFFICER);
    if (json) {
      out.println(answer.toPrettyString());
      return;
    }
    out.printf(
        "version %s, kill epoch %s%n",
        answer.path("version").asText(), answer.path("kill_epoch").asText());
    for (JsonNode control : answer.path("controls")) {
      StringJoiner limits = new StringJoiner(", ");
      control
          .path("limits")
          .properties()
          .forEach(limit -> limits.add(limit.getKey() + " " + limit.getValue().asText()));
      out.printf(
          "  %-20s %-9s %-7s %s  (by %s: %s)%n",
          control.path("scope").asText(),
          control.path("mode").asText(),
          control.path("killed").asBoolean() ? "KILLED" : "",
          limits,
          control.path("by").asText(),
          control.path("reason").asText(""));
    }
  }
}
