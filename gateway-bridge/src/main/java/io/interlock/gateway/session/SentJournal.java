package io.interlock.gateway.session;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
      return kind + "@" + keepUntil.getEpochSecond() + " " + key;
    }
  }

  private final Clock clock;
  private final Map<String, Mark> marks = new HashMap<>();
  private final LineFile file;
  private Instant begun;

  SentJournal(Path path, Clock clock) {
    this.clock = clock;
    this.begun = clock.instant();
    this.file = LineFile.open(path, this::read, this::lines);
  }

  /**
   * @param linesAtLeast a shorter file is not worth rewriting
   */
  SentJournal(Path path, Clock clock, int linesAtLeast) {
    this.clock = clock;
    this.begun = clock.instant();
    this.file = LineFile.open(path, linesAtLeast, this::read, this::lines);
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

  /** All but what may be forgotten. */
  private List<String> lines() {
    Instant now = clock.instant();
    marks.values().removeIf(mark -> mark.keepUntil().isBefore(now));
    List<String> lines = new ArrayList<>();
    lines.add("BEGUN@" + begun.getEpochSecond());
    marks.forEach((key, mark) -> lines.add(mark.line(key)));
    return lines;
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
    file.append(mark.line(key), true);
    marks.put(key, mark);
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
