package io.interlock.gateway.curve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The clients a bound socket takes: a file with one {@code KEY NAME} a line.
 *
 * <p>A changed file is read again within a second; while it can't be used the list that was read
 * last stays, loudly. Lines that are empty or start with a hash and a blank are left out (a key may
 * itself start with a hash). Thread-safe.
 */
public final class AllowList {
  private static final Logger LOG = Logger.getLogger(AllowList.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path file;
  private volatile Map<String, String> names;
  private volatile Object stamp;
  private volatile long checkedNanos = System.nanoTime();

  private AllowList(Path file, Map<String, String> names, Object stamp) {
    this.file = file;
    this.names = names;
    this.stamp = stamp;
  }

  public static AllowList of(Path file) throws UnusableKeyFile {
    Object stamp = stamp(file);
    return new AllowList(file, read(file), stamp);
  }

  /** The name the list gives a key; null when the key is not on it. */
  public @Nullable String nameOf(String z85) {
    refresh();
    return names.get(z85);
  }

  public int size() {
    return names.size();
  }

  private void refresh() {
    long now = System.nanoTime();
    if (now - checkedNanos < CHECK_NANOS) {
      return;
    }
    checkedNanos = now;
    Object found = stamp(file);
    if (found.equals(stamp)) {
      return;
    }
    stamp = found;
    try {
      names = read(file);
      LOG.infof("allow-list read again: file=%s clients=%d", file, names.size());
    } catch (UnusableKeyFile e) {
      LOG.errorf("allow-list can't be used, the one read before stays: %s", e.getMessage());
    }
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

  private static Object stamp(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.lastModifiedTime() + " " + found.size() + " " + found.fileKey();
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
