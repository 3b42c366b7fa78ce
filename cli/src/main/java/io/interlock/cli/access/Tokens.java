package io.interlock.cli.access;

import io.interlock.local.keys.LocalKeys;
import io.interlock.local.keys.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** Bearer tokens a command calls with. */
public final class Tokens {
  private static final Duration ONE_COMMAND = Duration.ofMinutes(10);

  private Tokens() {}

  /** The token in INTERLOCK_TOKEN, else one signed with the local stack's keys. */
  static String of(Installation installation, Role role) {
    return Installation.fromEnvironment("INTERLOCK_TOKEN")
        .orElseGet(() -> sign(installation, user(), role, ONE_COMMAND));
  }

  /** Signs a token with the local stack's keys. */
  public static String sign(
      Installation installation, String subject, Role role, Duration validity) {
    Path folder = folder(installation);
    if (!LocalKeys.exist(folder)) {
      throw new CommandFailure(
          "there are no keys in " + folder + ": run ./interlock up once, or set INTERLOCK_TOKEN");
    }
    return keys(folder).token(subject, role, validity);
  }

  static void createKeys(Installation installation) {
    keys(folder(installation));
  }

  private static Path folder(Installation installation) {
    return installation.data().resolve("keys");
  }

  private static LocalKeys keys(Path folder) {
    try {
      return LocalKeys.in(folder, Clock.systemUTC());
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** Who runs the command. */
  public static String user() {
    return System.getProperty("user.name");
  }
}
