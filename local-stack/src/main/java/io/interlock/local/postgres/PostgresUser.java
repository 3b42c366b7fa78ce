package io.interlock.local.postgres;

import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL's programs run: they refuse to run as root or as a user id without a name, so
 * those run them in a user namespace or, where the kernel or a container forbids that, as nobody.
 *
 * @param prefix what stands before their command line
 * @param ownsFiles whether the data folder has to belong to nobody
 */
record PostgresUser(List<String> prefix, boolean ownsFiles) {
  private static final int NOBODY = 65534;

  private static final List<PostgresUser> OTHERS =
      List.of(
          new PostgresUser(List.of("unshare", "-U"), false),
          new PostgresUser(
              List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), true),
          new PostgresUser(List.of("runuser", "-u", "nobody", "--"), true));

  /**
   * Finds a way that works with these programs and this folder, which it creates.
   *
   * @throws IOException if there is none, saying what would help
   */
  static PostgresUser find(Path programs, Path folder) throws IOException {
    Files.createDirectories(folder);
    if (!isRoot(folder) && !isNameless()) {
      return new PostgresUser(List.of(), false);
    }
    for (PostgresUser user : OTHERS) {
      if (ChildProcess.isOnPath(user.prefix.getFirst()) && user.works(programs, folder)) {
        return user;
      }
    }
    throw new IOException(
        "PostgreSQL refuses to run as root or as a user without a name, and neither unshare, setpriv nor runuser can run it as"
            + " another user in "
            + folder
            + ": use an ordinary user, or a data folder that user nobody can reach");
  }

  /** The command line that runs a program as this user. */
  List<String> command(List<String> program) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(program);
    return command;
  }

  private boolean works(Path programs, Path folder) throws IOException {
    if (ownsFiles) {
      giveToNobody(folder);
    }
    return succeeds(
            command(
                List.of(
                    "sh",
                    "-c",
                    "test \"$(id -u)\" -ne 0 && test -w \"$0\" && test -x \"$0\"",
                    folder.toString())))
        && succeeds(command(List.of(programs.resolve("bin/postgres").toString(), "--version")));
  }

  private static void giveToNobody(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", NOBODY);
        Files.setAttribute(file, "unix:gid", NOBODY);
      }
    }
  }

  private static boolean succeeds(List<String> command) throws IOException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether the user has no name, as in containers run with any user id; initdb wants one. */
  private static boolean isNameless() {
    return "?".equals(System.getProperty("user.name"));
  }

  /** A new file belongs to the effective user. */
  private static boolean isRoot(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, ".owner", null);
    try {
      return (int) Files.getAttribute(probe, "unix:uid") == 0;
    } finally {
      Files.delete(probe);
    }
  }
}
