package io.interlock.cli.stack;

import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.StackService;
import java.io.PrintWriter;

/** What a person may try once everything runs. */
final class NextSteps {
  private NextSteps() {}

  static void print(LocalStack stack, boolean detached, PrintWriter out) {
    String audit = StackService.AUDIT_SERVICE.url(stack.ports());
    String router = StackService.ORDER_ROUTER.url(stack.ports());
    out.printf(
        """
        Everything runs. Try next, in another terminal:
          ./interlock signal samples/flat-order.json --now   send another signal
          ./interlock orders                                 list orders; orders ID tells one's story
          ./interlock brokers                                see the brokers
          ./interlock kill --reason "drill"                  stop trading; ./interlock resume goes on
          curl -H "Authorization: Bearer $(./interlock token auditor)" %s/history
          %s/q/openapi describes the router's API; so does each service's
          Kafka is at %s, topics trade.signals and order.events
        """,
        audit, router, stack.bootstrapServers());
    out.println(
        detached
            ? "./interlock down stops everything."
            : "Orders are printed here as they happen. Ctrl-C stops everything.");
    out.println();
    out.flush();
  }
}
