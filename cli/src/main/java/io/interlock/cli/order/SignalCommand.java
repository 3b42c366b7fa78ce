package io.interlock.cli.order;

import io.interlock.cli.access.Installation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends one signal. */
@Command(
    name = "signal",
    description = "Sends a trade signal, in any of the accepted formats, to trade.signals.",
    mixinStandardHelpOptions = true)
public final class SignalCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Parameters(
      paramLabel = "FILE",
      description = "A file with one JSON object; - is standard input.")
  private String file;

  @Option(
      names = "--now",
      description = "Set its timestamp to now (and make its signal_id new), as if just decided.")
  private boolean now;

  @Option(
      names = "--unchecked",
      description = "Send it as it is, even if it is not a signal; see trade.signals.dlq then.")
  private boolean unchecked;

  @Override
  public void run() {
    SignalFile signal =
        unchecked ? SignalFile.unchecked(file, System.in) : SignalFile.read(file, System.in);
    if (now && !unchecked) {
      signal = signal.decidedAt(Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
    try (SignalProducer producer = new SignalProducer(installation.bootstrapServers())) {
      var taken = producer.send(signal);
      spec.commandLine()
          .getOut()
          .printf(
              "Sent %s to %s-%d at offset %d.%n",
              signal.title(), taken.topic(), taken.partition(), taken.offset());
    }
  }
}
