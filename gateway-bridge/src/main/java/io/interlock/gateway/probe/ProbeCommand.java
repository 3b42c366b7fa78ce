package io.interlock.gateway.probe;

import io.interlock.contracts.broker.CurveFiles;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.gateway.curve.ClientSecurity;
import io.interlock.gateway.curve.UnusableKeyFile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code interlock probe}: exits 0 if the MT5 host can be traded with, else 1 and says why. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Tells whether an MT5 host can be traded with, and if not, why and what to do.",
    footer = {
      "",
      "Without options: GTW_HOST, GTW_PORT, GTW_TIMEOUT_MS or ZMQ_EXECUTION_URL, from the",
      "environment or a .env file in the current folder.",
      "Exit code: 0 it can be traded with, 1 it can't, 2 the options are wrong."
    })
public final class ProbeCommand implements Callable<Integer> {
  private static final int LARGEST_PORT = 65_535;
  private static final int LONGEST_TIMEOUT_MILLIS = 600_000;

  @Option(names = "--host", paramLabel = "HOST", description = "name or address of the MT5 host")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "its command port (default: 5555)")
  private @Nullable String port;

  @Option(
      names = "--dialect",
      paramLabel = "D",
      defaultValue = "interlock-1",
      description = "interlock-1 (default), mt5-crs, flat-order or quantmind")
  private String dialect;

  @Option(
      names = "--timeout",
      paramLabel = "MS",
      description = "milliseconds for each answer (default: 5000)")
  private @Nullable String timeoutMillis;

  @Option(names = "--curve-server-key", paramLabel = "FILE", description = "the host's public key")
  private @Nullable Path serverKeyFile;

  @Option(
      names = "--curve-key",
      paramLabel = "FILE",
      description = "our key pair, as interlock keys writes it")
  private @Nullable Path clientKeyFile;

  @Option(names = "--json", description = "print the result as JSON")
  private boolean json;

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new ProbeCommand()).setCommandName("interlock probe").execute(args));
  }

  @Override
  public Integer call() {
    ProbeTarget target = target(new HostVariables(Path.of(".env"), System::getenv));
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          "Probing %s:%d (%s%s)%n",
          target.host(), target.port(), dialect, target.encrypted() ? ", CURVE" : "");
    }
    ProbeReport report = new Probe(target, Clock.systemUTC(), stage -> print(out, stage)).run();
    if (json) {
      out.println(Json.text(report));
    } else {
      out.println(report.tradable() ? "It can be traded with." : "It can not be traded with.");
    }
    out.flush();
    return report.tradable() ? 0 : 1;
  }

  private void print(PrintWriter out, ProbeReport.Stage stage) {
    if (json) {
      return;
    }
    out.printf(
        Locale.ROOT,
        "[%d/3] %-24s %-8s %9.1f ms  %s%n",
        stage.number(),
        stage.name(),
        stage.outcome(),
        stage.millis(),
        stage.finding());
    if (stage.remedy() != null) {
      out.printf("      → %s%n", stage.remedy());
    }
    out.flush();
  }

  private ProbeTarget target(HostVariables variables) {
    String where = host == null ? variables.host() : host;
    if (where == null) {
      throw wrong("give --host, or set GTW_HOST or ZMQ_EXECUTION_URL");
    }
    return new ProbeTarget(
        where,
        number("--port", port == null ? variables.port() : port, LARGEST_PORT),
        dialect(),
        Duration.ofMillis(
            number(
                "--timeout",
                timeoutMillis == null ? variables.timeoutMillis() : timeoutMillis,
                LONGEST_TIMEOUT_MILLIS)),
        security());
  }

  private int number(String option, String text, int largest) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= 1 && value <= largest) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw wrong("%s must be 1 to %d (found: %s)".formatted(option, largest, text));
  }

  private Dialect dialect() {
    try {
      byte[] quoted = ('"' + dialect + '"').getBytes(StandardCharsets.UTF_8);
      return Json.read(quoted, Dialect.class);
    } catch (InvalidMessage e) {
      throw wrong(
          "--dialect must be interlock-1, mt5-crs, flat-order or quantmind (found: "
              + dialect
              + ")");
    }
  }

  private ClientSecurity security() {
    if (serverKeyFile == null && clientKeyFile == null) {
      return new ClientSecurity.Plain();
    }
    if (serverKeyFile == null || clientKeyFile == null) {
      throw wrong("--curve-server-key and --curve-key are needed together");
    }
    try {
      return ClientSecurity.read(
          new CurveFiles(serverKeyFile.toString(), clientKeyFile.toString()));
    } catch (UnusableKeyFile e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
