package io.interlock.local.mt5.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records as JSON lines, each handed to the operating system before {@link #append} returns: they
 * survive the process being killed. Without a path nothing is kept.
 */
final class LineFile implements AutoCloseable {
  private final @Nullable Path path;
  private @Nullable FileChannel channel;

  LineFile(@Nullable Path path) {
    this.path = path;
  }

  /** Gives every record of the file in order; a line cut off by a crash is dropped. */
  <T> void load(Class<T> type, Consumer<T> each) {
    if (path == null) {
      return;
    }
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      if (Files.exists(path)) {
        String text = Files.readString(path);
        int whole = text.lastIndexOf('\n') + 1;
        for (String line : text.substring(0, whole).lines().toList()) {
          each.accept(Json.readTolerant(line.getBytes(UTF_8), type));
        }
        if (whole < text.length()) {
          Files.write(path, List.of(text.substring(0, whole).stripTrailing()));
        }
      }
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + path, e);
    } catch (InvalidMessage e) {
      throw new IllegalStateException(
          path + " holds a line that is not its own: " + e.getMessage(), e);
    }
  }

  void append(Object entry) {
    if (channel == null) {
      return;
    }
    try {
      ByteBuffer line = ByteBuffer.wrap((Json.text(entry) + "\n").getBytes(UTF_8));
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + path, e);
    }
  }

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException("can't close " + path, e);
      }
      channel = null;
    }
  }
}
