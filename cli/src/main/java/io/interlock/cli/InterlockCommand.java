package io.interlock.cli;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.TokenCommand;
import io.interlock.cli.bridge.KeysCommand;
import io.interlock.cli.bridge.ProbeCommand;
import io.interlock.cli.broker.BrokersCommand;
import io.interlock.cli.control.ControlsCommand;
import io.interlock.cli.control.KillCommand;
import io.interlock.cli.control.ResumeCommand;
import io.interlock.cli.order.EventsCommand;
import io.interlock.cli.order.OrdersCommand;
import io.interlock.cli.order.SignalCommand;
import io.interlock.cli.stack.DownCommand;
import io.interlock.cli.stack.LogsCommand;
import io.interlock.cli.stack.StatusCommand;
import io.interlock.cli.stack.UpCommand;
import io.interlock.local.process.JavaProgram;
import io.interlock.local.stack.StartFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command {@code interlock}: runs and operates the platform from a terminal.
 *
 * <p>The launcher passes the project folder as the system property {@code interlock.home}; each
 * service's run folder is {@code SERVICE/target/quarkus-app} below it. Failures a person can act on
 * are one line on standard error and exit code 1; wrong usage is exit code 2.
 */
@Command(
    name = "interlock",
    description = "Runs and operates Interlock.",
    mixinStandardHelpOptions = true,
    versionProvider = InterlockCommand.Version.class,
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      TokenCommand.class,
      SignalCommand.class,
      OrdersCommand.class,
      EventsCommand.class,
      BrokersCommand.class,
      ControlsCommand.class,
      KillCommand.class,
      ResumeCommand.class,
      ProbeCommand.class,
      KeysCommand.class
    })
public final class InterlockCommand implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] args) throws IOException {
    JavaProgram.quietLogs();
    System.exit(commandLine().execute(args));
  }

  /** The whole command, as {@link #main} runs it. */
  static CommandLine commandLine() {
    return new CommandLine(new InterlockCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler(InterlockCommand::report);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static int report(Exception failure, CommandLine command, ParseResult arguments)
      throws Exception {
    if (failure instanceof CommandFailure || failure instanceof StartFailure) {
      command.getErr().println("interlock: " + failure.getMessage());
      return command.getCommandSpec().exitCodeOnExecutionException();
    }
    throw failure;
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "interlock " + InterlockCommand.class.getPackage().getImplementationVersion()
      };
    }
  }
}
