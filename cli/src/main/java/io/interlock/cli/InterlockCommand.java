package io.interlock.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command {@code interlock}: runs and operates the platform from a terminal.
 *
 * <p>The launcher passes the project folder as the system property {@code interlock.home}; each
 * service's run folder is {@code SERVICE/target/quarkus-app} below it.
 */
@Command(
    name = "interlock",
    description = "Runs and operates Interlock.",
    mixinStandardHelpOptions = true,
    versionProvider = InterlockCommand.Version.class)
public final class InterlockCommand implements Runnable {

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new InterlockCommand()).execute(args));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
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
