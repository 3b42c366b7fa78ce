package io.interlock.router.testkit;

import io.interlock.local.keys.LocalKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** Real RSA keys: one pair the router trusts, and one it doesn't know. */
public final class TrustedKeys implements QuarkusTestResourceLifecycleManager {
  private static Path folder;
  private static LocalKeys trusted;
  private static LocalKeys foreign;

  public static LocalKeys trusted() {
    return trusted;
  }

  public static LocalKeys foreign() {
    return foreign;
  }

  @Override
  public Map<String, String> start() {
    try {
      folder = Files.createTempDirectory("interlock-keys");
      trusted = LocalKeys.in(folder.resolve("trusted"), Clock.systemUTC());
      foreign = LocalKeys.in(folder.resolve("foreign"), Clock.systemUTC());
      // Quarkus puts a key of its own here in tests, before any location.
      return Map.of(
          "mp.jwt.verify.publickey",
          Files.readString(trusted.publicKeyFile()),
          "mp.jwt.verify.issuer",
          LocalKeys.ISSUER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
