package io.interlock.cli.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the brokers and how they are. */
@Command(
    name = "brokers",
    description = "Lists the brokers Interlock knows and whether orders can reach them.",
    mixinStandardHelpOptions = true)
public final class BrokersCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Option(names = "--json", description = "Print what the registry answers.")
  private boolean json;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    ServiceClient services = new ServiceClient(installation);
    JsonNode brokers = services.get(StackService.BROKER_REGISTRY, "/brokers", Role.AUDITOR);
    if (json) {
      out.println(brokers.toPrettyString());
      return;
    }
    for (JsonNode broker : brokers) {
      String id = broker.path("broker_id").asText();
      JsonNode status =
          services
              .find(StackService.BROKER_REGISTRY, "/brokers/" + id + "/status", Role.AUDITOR)
              .orElse(MissingNode.getInstance());
      out.printf(
          "%-16s %-16s %-14s %-13s %s%n",
          id,
          broker.path("kind").asText(),
          broker.path("account").asText(),
          status.path("state").asText("UNKNOWN"),
          status.path("problem").asText(""));
    }
  }
}
