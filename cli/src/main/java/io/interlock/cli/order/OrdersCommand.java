package io.interlock.cli.order;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.order.OrderEvent;
import io.interlock.local.keys.Role;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists orders, or tells one order's whole story, from the audit service. */
@Command(
    name = "orders",
    description = "Lists the latest orders, or tells the story of one, from the audit service.",
    mixinStandardHelpOptions = true)
public final class OrdersCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Parameters(arity = "0..1", paramLabel = "ID", description = "Execution id.")
  private @Nullable String id;

  @Option(
      names = {"-n", "--limit"},
      description = "How many to list; default: ${DEFAULT-VALUE}.",
      defaultValue = "20")
  private int limit;

  @Option(names = "--json", description = "Print what the audit service answers.")
  private boolean json;

  @Override
  public void run() {
    ServiceClient services = new ServiceClient(installation);
    PrintWriter out = spec.commandLine().getOut();
    String path = id == null ? "/history?limit=" + limit : "/executions/" + id;
    JsonNode answer =
        services
            .find(StackService.AUDIT_SERVICE, path, Role.AUDITOR)
            .orElseThrow(() -> new CommandFailure("there is no order " + id));
    if (json) {
      out.println(answer.toPrettyString());
    } else if (id == null) {
      answer.path("executions").forEach(execution -> out.println(summary(execution)));
    } else {
      tell(answer, out);
    }
  }

  /** Prints a story as {@code GET /executions/ID} answers it. */
  public static void tell(JsonNode story, PrintWriter out) {
    out.println(summary(story.path("confirmation")));
    story.path("events").forEach(event -> out.println("  " + EventLine.of(event(event))));
  }

  private static OrderEvent event(JsonNode event) {
    try {
      return Json.convertTolerant(event, OrderEvent.class);
    } catch (InvalidMessage e) {
      throw new CommandFailure("audit-service answered no order event: " + e.getMessage(), e);
    }
  }

  private static String summary(JsonNode confirmation) {
    StringBuilder line = new StringBuilder(confirmation.path("execution_id").asText());
    append(line, "  ", confirmation, "status");
    append(line, "  ", confirmation, "direction");
    append(line, " ", confirmation, "intended_units");
    append(line, " ", confirmation, "symbol");
    append(line, " @ ", confirmation, "fill_price");
    append(line, "  account ", confirmation, "account");
    append(line, "  order ", confirmation, "order_id");
    append(line, "  slippage pips ", confirmation, "slippage_pips");
    append(line, " ", confirmation, "quality");
    JsonNode reason = confirmation.path("rejection_reason");
    append(line, "  ", reason, "code");
    append(line, ": ", reason, "message");
    return line.toString();
  }

  private static void append(StringBuilder line, String before, JsonNode object, String field) {
    if (object.hasNonNull(field)) {
      line.append(before).append(object.get(field).asText());
    }
  }
}
