package io.interlock.gateway.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Which commands have been written to hosts that do not remove duplicates, on disk before the
 * write; so that none is ever written twice, and that one which never was can be proved absent.
 *
 * <p>Thread-safe; a claim takes as long as the disk does.
 */
final class SentJournal implements AutoCloseable {
  private enum Mark {
    SENT,
    FENCED,
    /** Claimed, and then provably not written. */
    RELEASED
  }

  private final FileChannel channel;
  private final Map<String, Mark> marks = new HashMap<>();

  SentJournal(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (Files.exists(file)) {
        read(Files.readString(file));
      }
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
      // A line that was torn by a crash must not run into the next one.
      append("\n");
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  private void read(String text) {
    for (String line : text.split("\n", -1)) {
      for (Mark mark : Mark.values()) {
        if (line.startsWith(mark.name() + " ")) {
          marks.put(line.substring(mark.name().length() + 1), mark);
        }
      }
    }
  }

  /** True: it was never written or fenced before, and the disk knows it is being written now. */
  synchronized boolean claim(String key) {
    if (marks.containsKey(key) && marks.get(key) != Mark.RELEASED) {
      return false;
    }
    mark(key, Mark.SENT);
    return true;
  }

  /** True: it was never written, and never will be. */
  synchronized boolean fence(String key) {
    Mark mark = marks.get(key);
    if (mark == null || mark == Mark.RELEASED) {
      mark(key, Mark.FENCED);
      return true;
    }
    return mark == Mark.FENCED;
  }

  /** It was claimed and provably not written: it may be claimed again. */
  synchronized void release(String key) {
    mark(key, Mark.RELEASED);
  }

  private void mark(String key, Mark mark) {
    try {
      append(mark.name() + " " + key + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of sent commands can't be written", e);
    }
    marks.put(key, mark);
  }

  private void append(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
