package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.gateway.curve.KeyFile;
import io.interlock.gateway.curve.UnusableKeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of terminals, from a file with one {@code NAME TOKEN ACCOUNT…} a line that only its
 * owner can read; lines that start with a hash are left out.
 *
 * <p>A changed file is read again within a second; while it can't be used the tokens read last
 * stay, loudly. Keeps digests only and compares in constant time. Thread-safe.
 */
public final class TerminalTokens {
  /** Knows no token. */
  public static final TerminalTokens NONE = new TerminalTokens(null, List.of(), "none");

  private static final Logger LOG = Logger.getLogger(TerminalTokens.class);
  private static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SHORTEST_TOKEN = 20;

  private record Entry(String digest, Terminal terminal) {}

  private final @Nullable Path file;
  private volatile List<Entry> entries;
  private volatile String stamp;
  private volatile long checkedNanos = System.nanoTime();

  private TerminalTokens(@Nullable Path file, List<Entry> entries, String stamp) {
    this.file = file;
    this.entries = entries;
    this.stamp = stamp;
  }

  public static TerminalTokens of(Path file) throws UnusableKeyFile {
    String stamp = stamp(file);
    return new TerminalTokens(file, read(file), stamp);
  }

  /** Null: no terminal has this token. */
  public @Nullable Terminal find(String token) {
    refresh();
    byte[] digest = bytes(digest(token));
    Terminal found = null;
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(bytes(entry.digest()), digest)) {
        found = entry.terminal();
      }
    }
    return found;
  }

  private void refresh() {
    long now = System.nanoTime();
    if (file == null || now - checkedNanos < CHECK_NANOS) {
      return;
    }
    checkedNanos = now;
    String found = stamp(file);
    if (found.equals(stamp)) {
      return;
    }
    stamp = found;
    try {
      entries = read(file);
      LOG.infof("terminal tokens read again: file=%s tokens=%d", file, entries.size());
    } catch (UnusableKeyFile e) {
      LOG.errorf("terminal tokens can't be used, those read before stay: %s", e.getMessage());
    }
  }

  private static List<Entry> read(Path file) throws UnusableKeyFile {
    KeyFile.checkSecrecy(file);
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UnusableKeyFile(file, "can't be read: " + e);
    }
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\s+");
      if (parts.length < 3 || parts[1].length() < SHORTEST_TOKEN) {
        throw new UnusableKeyFile(
            file,
            "line %d must be NAME TOKEN ACCOUNT…, the token at least %d characters"
                .formatted(i + 1, SHORTEST_TOKEN));
      }
      entries.add(
          new Entry(
              digest(parts[1]),
              new Terminal(parts[0], Arrays.asList(parts).subList(2, parts.length))));
    }
    return List.copyOf(entries);
  }

  private static String digest(String token) {
    return SignalDecoder.sha256(bytes(token));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + " " + Files.size(file);
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
