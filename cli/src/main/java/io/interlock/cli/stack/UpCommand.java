package io.interlock.cli.stack;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import io.interlock.cli.access.ServiceClient;
import io.interlock.cli.broker.BrokerWait;
import io.interlock.cli.broker.QuoteWait;
import io.interlock.cli.order.EventLine;
import io.interlock.cli.order.EventsCommand;
import io.interlock.cli.order.OrdersCommand;
import io.interlock.cli.order.SampleRun;
import io.interlock.cli.order.SignalFile;
import io.interlock.cli.topic.TopicConsumer;
import io.interlock.contracts.Topics;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.OrderState;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.StackSettings;
import io.interlock.local.stack.StartFailure;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts everything on this machine, sends the samples and shows what becomes of them. */
@Command(
    name = "up",
    description =
        "Starts Kafka, PostgreSQL, a simulated MT5 host and the services on this machine, sends"
            + " sample signals and prints each order's life. Ctrl-C stops everything.",
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final String SAMPLE_BROKER = "mt5-demo";

  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @ArgGroup(validate = false, heading = "Ports:%n")
  private PortOptions ports = new PortOptions();

  @Option(
      names = "--brokers",
      paramLabel = "FILE",
      description = "Broker configuration; default: broker-registry/config/brokers.yaml.")
  private @Nullable Path brokers;

  @Option(
      names = "--mt5",
      paramLabel = "HOST",
      defaultValue = "simulator",
      description =
          "What stands for the MT5 terminal: simulator, or harness, the Expert Advisor itself"
              + " compiled for an emulated terminal.")
  private Mt5Kind mt5 = Mt5Kind.SIMULATOR;

  @Option(names = "--no-samples", description = "Send no sample signals.")
  private boolean noSamples;

  @Option(
      names = "--exit-after-samples",
      description = "Stop when the sample orders have ended; exits with 1 unless all are FILLED.")
  private boolean exitAfterSamples;

  @Option(names = "--detach", description = "Leave everything running; ./interlock down stops it.")
  private boolean detach;

  @Override
  public Integer call() throws StartFailure {
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    try (StopOnSignal stop = new StopOnSignal(out)) {
      out.println("Starting Interlock; data in " + installation.data());
      LocalStack stack = start(out);
      boolean stays = false;
      try {
        out.printf(
            Locale.ROOT, "Ready after %.1f s.%n%n", (System.nanoTime() - began) / 1_000_000_000.0);
        out.flush();
        boolean filled = noSamples || samples(stack, out);
        if (exitAfterSamples) {
          return filled ? 0 : 1;
        }
        NextSteps.print(stack, detach, out);
        if (detach) {
          stays = true;
          return 0;
        }
        return watch(stack, stop, out);
      } catch (CommandFailure e) {
        if (stop.isAsked()) {
          return 0;
        }
        throw stack.failure().map(f -> new CommandFailure(f.getMessage() + "", f)).orElse(e);
      } finally {
        if (!stays) {
          out.println("Stopping …");
          out.flush();
          stack.close();
          out.println("Stopped. Data stay in " + installation.data() + ".");
          out.flush();
        }
      }
    }
  }

  private LocalStack start(PrintWriter out) throws StartFailure {
    StartPrinter printer = new StartPrinter(out, isTerminal());
    try {
      return LocalStack.start(
          new StackSettings(
              Installation.home(),
              installation.data(),
              ports.ports(),
              brokers == null
                  ? Installation.home().resolve("broker-registry/config/brokers.yaml")
                  : brokers,
              mt5.host(),
              detach),
          printer);
    } finally {
      printer.done();
    }
  }

  /** Whether all samples were filled. */
  private boolean samples(LocalStack stack, PrintWriter out) {
    ServiceClient services = new ServiceClient(installation);
    List<SignalFile> samples = SampleRun.samples(Installation.home().resolve("samples"));
    BrokerWait.untilConnected(services, SAMPLE_BROKER);
    QuoteWait.untilQuoted(
        stack.bootstrapServers(),
        SAMPLE_BROKER,
        samples.stream().map(SignalFile::symbol).filter(Objects::nonNull).toList());
    out.println("Sending sample signals to " + Topics.TRADE_SIGNALS + ":");
    Map<OrderId, OrderState> orders = new SampleRun(stack.bootstrapServers(), out).run(samples);
    out.println();
    out.println("As the audit service has them in PostgreSQL:");
    for (OrderId id : orders.keySet()) {
      OrdersCommand.tell(AuditWait.untilRecorded(services, id), out);
    }
    out.println();
    out.flush();
    return orders.values().stream().allMatch(state -> state == OrderState.FILLED);
  }

  /** Prints what happens until Ctrl-C or until a part ends. */
  private int watch(LocalStack stack, StopOnSignal stop, PrintWriter out) throws StartFailure {
    try (TopicConsumer events =
        TopicConsumer.fromNow(stack.bootstrapServers(), Topics.ORDER_EVENTS)) {
      while (!stop.isAsked()) {
        events.poll(POLL).forEach(record -> out.println(EventLine.of(EventsCommand.event(record))));
        out.flush();
        Optional<StartFailure> failure = stop.isAsked() ? Optional.empty() : stack.failure();
        if (failure.isPresent()) {
          throw failure.get();
        }
      }
    }
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // null or not differs between JDKs
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
