package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.signal.SignalDecoder;
import io.interlock.gateway.curve.KeyFile;
import io.interlock.gateway.curve.UnusableKeyFile;
import io.interlock.gateway.curve.WatchedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
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
  public static final TerminalTokens NONE = new TerminalTokens(List::of);

  private static final int SHORTEST_TOKEN = 20;

  private record Entry(String digest, Terminal terminal) {}

  private final Supplier<List<Entry>> entries;

  private TerminalTokens(Supplier<List<Entry>> entries) {
    this.entries = entries;
  }

  public static TerminalTokens of(Path file) throws UnusableKeyFile {
    return new TerminalTokens(WatchedFile.of(file, TerminalTokens::read)::now);
  }

  /** Null: no terminal has this token. */
  public @Nullable Terminal find(String token) {
    byte[] digest = bytes(digest(token));
    Terminal found = null;
    for (Entry entry : entries.get()) {
      if (MessageDigest.isEqual(bytes(entry.digest()), digest)) {
        found = entry.terminal();
      }
    }
    return found;
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
}
