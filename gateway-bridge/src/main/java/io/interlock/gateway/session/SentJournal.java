package io.interlock.gateway.session;

import io.interlock.gateway.gate.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which commands have been written to hosts that do not remove duplicates, on disk before the
 * write; so that none is ever written twice, and that one which never was can be proved absent.
 *
 * <p>A command is forgotten a week after it was written, and not before its deadline is over: until
 * then the gate would let it through again. Absence is proved only of what was sent since the
 * journal remembers. Thread-safe; a claim takes as long as the disk does.
 */
final class SentJournal implements AutoCloseable {
  private static final Duration KEEP = Duration.ofDays(7);
  private static final Duration KEEP_BEYOND_DEADLINE = Duration.ofDays(1);
  private static final int LINES_AT_LEAST = 10_000;
  private static final Pattern LINE =
      Pattern.compile("(SENT|FENCED|RELEASED)(?:@([0-9]{1,12}))? (.+)");
  private static final Pattern BEGUN = Pattern.compile("BEGUN@([0-9]{1,12})");

  private enum Kind {
    SENT,
    FENCED,
    /** Claimed, and then provably not written. */
    RELEASED
  }

  private record Mark(Kind kind, Instant keepUntil) {
    String line(String key) {
      return kind + "@" + keepUntil.getEpochSecond() + " " + key + "\n";
    }
  }

  private final Path file;
  private final Clock clock;
  private final int linesAtLeast;
  private final Map<String, Mark> marks = new HashMap<>();
  private Instant begun;
  private FileChannel channel;
  private int lines;
  private int rewriteAt;

  SentJournal(Path file, Clock clock) {
    this(file, clock, LINES_AT_LEAST);
  }

  /**
   * @param linesAtLeast a shorter file is not worth rewriting
   */
  SentJournal(Path file, Clock clock, int linesAtLeast) {
    this.file = file;
    this.clock = clock;
    this.linesAtLeast = linesAtLeast;
    this.begun = clock.instant();
    try {
      if (Files.exists(file)) {
        Files.readString(file).lines().forEach(this::read);
      }
      channel = rewritten();
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  /** A line that was torn by a crash belongs to a command that was not written. */
  private void read(String line) {
    Matcher start = BEGUN.matcher(line);
    if (start.matches()) {
      begun = Instant.ofEpochSecond(Long.parseLong(start.group(1)));
    }
    Matcher mark = LINE.matcher(line);
    if (mark.matches()) {
      String keepUntil = mark.group(2);
      marks.put(
          mark.group(3),
          new Mark(
              Kind.valueOf(mark.group(1)),
              keepUntil == null
                  ? clock.instant().plus(KEEP)
                  : Instant.ofEpochSecond(Long.parseLong(keepUntil))));
    }
  }

  /** The file without what may be forgotten. */
  private FileChannel rewritten() throws IOException {
    Instant now = clock.instant();
    marks.values().removeIf(mark -> mark.keepUntil().isBefore(now));
    StringBuilder content = new StringBuilder("BEGUN@" + begun.getEpochSecond() + "\n");
    marks.forEach((key, mark) -> content.append(mark.line(key)));
    DurableFile.replace(file, content.toString().getBytes(StandardCharsets.UTF_8));
    lines = marks.size();
    rewriteAt = Math.max(linesAtLeast, 2 * lines);
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * True: it was never written or fenced before, and the disk knows it is being written now.
   *
   * @param deadline after which the gate lets it through no more
   */
  synchronized boolean claim(String key, Instant deadline) {
    Mark mark = marks.get(key);
    if (mark != null && mark.kind() != Kind.RELEASED) {
      return false;
    }
    Instant week = clock.instant().plus(KEEP);
    Instant over = deadline.plus(KEEP_BEYOND_DEADLINE);
    mark(key, new Mark(Kind.SENT, over.isAfter(week) ? over : week));
    return true;
  }

  /**
   * True: it was never written, and never will be.
   *
   * @param sentAt when it would have been written; before the journal remembers nothing is proved
   */
  synchronized boolean fence(String key, Instant sentAt) {
    Mark mark = marks.get(key);
    if (mark == null || mark.kind() == Kind.RELEASED) {
      mark(key, new Mark(Kind.FENCED, clock.instant().plus(KEEP)));
    }
    boolean neverWritten = mark == null || mark.kind() != Kind.SENT;
    return neverWritten && !sentAt.isBefore(remembersSince());
  }

  private Instant remembersSince() {
    Instant weekAgo = clock.instant().minus(KEEP);
    return begun.isAfter(weekAgo) ? begun : weekAgo;
  }

  /** It was claimed and provably not written: it may be claimed again. */
  synchronized void release(String key) {
    mark(key, new Mark(Kind.RELEASED, clock.instant().plus(KEEP)));
  }

  /** Whether it has been claimed or fenced. */
  synchronized boolean knows(String key) {
    Mark mark = marks.get(key);
    return mark != null && mark.kind() != Kind.RELEASED;
  }

  synchronized int size() {
    return marks.size();
  }

  private void mark(String key, Mark mark) {
    try {
      if (lines >= rewriteAt) {
        channel.close();
        channel = rewritten();
      }
      ByteBuffer bytes = ByteBuffer.wrap(mark.line(key).getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException("the journal of sent commands can't be written", e);
    }
    lines++;
    marks.put(key, mark);
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
