package io.interlock.cli.stack;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.access.Installation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the log of one part of the local stack. */
@Command(
    name = "logs",
    description = "Prints the log of a service, or of kafka, postgres or mt5.",
    mixinStandardHelpOptions = true)
public final class LogsCommand implements Runnable {
  private static final int POLL_MILLIS = 200;
  private static final Map<String, String> ELSEWHERE =
      Map.of("kafka", "kafka/kafka.log", "postgres", "postgres/postgres.log");

  @Spec private CommandSpec spec;
  @Mixin private Installation installation;

  @Parameters(paramLabel = "SERVICE", description = "Such as order-router.")
  private String service;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what is added, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      description = "How many lines from the end; default: ${DEFAULT-VALUE}.",
      defaultValue = "200")
  private int lines;

  @Override
  public void run() {
    Path log =
        installation.data().resolve(ELSEWHERE.getOrDefault(service, "logs/" + service + ".log"));
    if (!Files.isReadable(log)) {
      throw new CommandFailure("there is no log " + log + "; it has: " + known());
    }
    PrintWriter out = spec.commandLine().getOut();
    try (SeekableByteChannel channel = Files.newByteChannel(log)) {
      List<String> all = Files.readAllLines(log, StandardCharsets.UTF_8);
      long read = Files.size(log);
      all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
      out.flush();
      channel.position(read);
      while (follow) {
        out.print(
            new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8));
        out.flush();
        Thread.sleep(POLL_MILLIS);
      }
    } catch (IOException e) {
      throw new CommandFailure("can't read " + log + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String known() {
    try (var files = Files.list(installation.data().resolve("logs"))) {
      return String.join(
          ", ",
          files.map(file -> file.getFileName().toString().replace(".log", "")).sorted().toList());
    } catch (IOException e) {
      return "none: run ./interlock up";
    }
  }
}
