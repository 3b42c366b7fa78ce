package io.interlock.gateway.curve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock keys}: makes CURVE key pairs and the allow-lists that belong to them. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = {
      "Makes CURVE keys for the ZeroMQ sockets.",
      "Without names: mt5-host (the MT5 terminal's sockets), bridge (the bridge towards it), intake"
          + " (the bridge's event intake) and expert (an Expert Advisor), with mt5-host.allow"
          + " naming the bridge and intake.allow naming the expert.",
      "With names: a client key pair for each."
    })
public final class KeysCommand implements Callable<Integer> {
  @Option(names = "--dir", paramLabel = "DIR", description = "folder to write to (default: keys)")
  private Path folder = Path.of("keys");

  @Option(
      names = "--allow",
      paramLabel = "FILE",
      description = "with names: allow-list the new clients are added to")
  private Path allowList;

  @Parameters(paramLabel = "NAME", description = "clients to make a key pair for")
  private List<String> names = new ArrayList<>();

  @Spec private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new KeysCommand()).setCommandName("interlock keys").execute(args));
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Files.createDirectories(folder);
      if (names.isEmpty()) {
        makeAll(out);
      } else {
        makeClients(out);
      }
      return 0;
    } catch (FileAlreadyExistsException e) {
      return fail(e.getMessage() + " exists already; keys in use are never overwritten");
    } catch (IOException e) {
      return fail("can't write keys: " + e);
    }
  }

  private void makeAll(PrintWriter out) throws IOException {
    for (String name : List.of("mt5-host", "bridge", "intake", "expert")) {
      refuseExisting(name + ".key");
      refuseExisting(name + ".key_secret");
    }
    make(out, "mt5-host");
    CurveKeyPair bridge = make(out, "bridge");
    make(out, "intake");
    CurveKeyPair expert = make(out, "expert");
    allow(out, folder.resolve("mt5-host.allow"), "bridge", bridge);
    allow(out, folder.resolve("intake.allow"), "expert", expert);
  }

  private void makeClients(PrintWriter out) throws IOException {
    for (String name : names) {
      CurveKeyPair pair = make(out, name);
      if (allowList != null) {
        allow(out, allowList, name, pair);
      }
    }
  }

  private void refuseExisting(String file) throws IOException {
    if (Files.exists(folder.resolve(file))) {
      throw new FileAlreadyExistsException(folder.resolve(file).toString());
    }
  }

  private CurveKeyPair make(PrintWriter out, String name) throws IOException {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new IOException("name " + name + ": must be letters, digits, dot, dash, underscore");
    }
    CurveKeyPair pair = CurveKeyPair.generate();
    KeyFile.write(folder, name, pair);
    out.printf("%-12s %s%n", name, pair.publicKey());
    return pair;
  }

  private static void allow(PrintWriter out, Path file, String name, CurveKeyPair pair)
      throws IOException {
    Files.writeString(
        file,
        pair.publicKey() + " " + name + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    out.printf("%s may connect: %s%n", name, file);
  }

  private int fail(String why) {
    spec.commandLine().getErr().println("keys: " + why);
    return 1;
  }
}
