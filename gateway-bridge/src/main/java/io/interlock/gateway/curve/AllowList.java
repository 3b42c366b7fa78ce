package io.interlock.gateway.curve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The clients a bound socket takes: a file with one {@code KEY NAME} a line.
 *
 * <p>A changed file is read again within a second; while it can't be used the list that was read
 * last stays, loudly. Lines that are empty or start with a hash and a blank are left out (a key may
 * itself start with a hash). Thread-safe.
 */
public final class AllowList {
  private final WatchedFile<Map<String, String>> names;

  private AllowList(WatchedFile<Map<String, String>> names) {
    this.names = names;
  }

  public static AllowList of(Path file) throws UnusableKeyFile {
    return new AllowList(WatchedFile.of(file, AllowList::read));
  }

  /**
   * @param checkEvery how often the file is looked at, at most
   */
  public static AllowList of(Path file, Duration checkEvery) throws UnusableKeyFile {
    return new AllowList(WatchedFile.of(file, AllowList::read, checkEvery));
  }

  /** The name the list gives a key; null when the key is not on it. */
  public @Nullable String nameOf(String z85) {
    return names.now().get(z85);
  }

  public int size() {
    return names.now().size();
  }

  private static Map<String, String> read(Path file) throws UnusableKeyFile {
    Map<String, String> names = new HashMap<>();
    int number = 0;
    for (String line : KeyFile.text(file).split("\n", -1)) {
      number++;
      String entry = line.strip();
      if (entry.isEmpty() || entry.equals("#") || entry.startsWith("# ")) {
        continue;
      }
      String[] parts = entry.split("\\s+", 2);
      if (!PublicKey.Z85.matcher(parts[0]).matches()) {
        throw new UnusableKeyFile(
            file, "line " + number + " must start with a public key, 40 characters of Z85");
      }
      names.put(parts[0], parts.length == 2 ? parts[1] : "unnamed");
    }
    return Map.copyOf(names);
  }
}
