package io.interlock.gateway.feed;

import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reports that found no room in memory while Kafka was away: a line each, in the order they came.
 * What a bridge that ended left behind is read again. Not thread-safe: its queue guards it.
 */
final class ReportSpool implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReportSpool.class);

  private static final int BUFFER = 64 * 1024;

  private final Path path;
  private RandomAccessFile file;
  private long readAt;
  private long waiting;

  ReportSpool(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    this.path = path.toAbsolutePath();
    file = new RandomAccessFile(path.toFile(), "rw");
    long whole = 0;
    try (Lines lines = new Lines(path, 0)) {
      while (lines.next() != null) {
        waiting++;
        whole = lines.readTo();
      }
    }
    if (whole < file.length()) {
      LOG.errorf("the last report on disk was torn by a crash and is left out: file=%s", path);
      file.setLength(whole);
    }
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  long size() {
    return waiting;
  }

  void append(VenueReport report) throws IOException {
    long end = file.length();
    try {
      file.seek(end);
      file.write(line(report));
    } catch (IOException e) {
      // Such as a full disk: half a line would spoil the next one.
      file.setLength(end);
      throw e;
    }
    waiting++;
  }

  /** Puts older ones before all the others. */
  void prepend(Collection<VenueReport> older) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    try (FileChannel target =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (VenueReport report : older) {
        ByteBuffer bytes = ByteBuffer.wrap(line(report));
        while (bytes.hasRemaining()) {
          target.write(bytes);
        }
      }
      FileChannel rest = file.getChannel();
      for (long at = readAt; at < rest.size(); ) {
        at += rest.transferTo(at, rest.size() - at, target);
      }
    }
    file.close();
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    file = new RandomAccessFile(path.toFile(), "rw");
    readAt = 0;
    waiting += older.size();
  }

  private static byte[] line(VenueReport report) {
    return (Json.text(report) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The oldest ones, up to so many; they are the caller's from then on. */
  List<VenueReport> take(int most) throws IOException {
    List<VenueReport> taken = new ArrayList<>();
    long left = waiting;
    long readTo = readAt;
    try (Lines lines = new Lines(path, readAt)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        left--;
        readTo = lines.readTo();
        try {
          taken.add(Json.readTolerant(line, VenueReport.class));
        } catch (InvalidMessage e) {
          LOG.errorf("a report on disk can't be read and is left out: %s", e.getMessage());
        }
        if (taken.size() == most) {
          break;
        }
      }
      if (taken.size() < most) {
        left = 0;
      }
    }
    // Only now: what can't be read just now is tried again.
    waiting = left;
    readAt = readTo;
    if (waiting == 0) {
      file.setLength(0);
      readAt = 0;
    }
    return taken;
  }

  /** Reads whole lines, a buffer at a time. */
  private static final class Lines implements AutoCloseable {
    private final InputStream in;
    private long readTo;

    Lines(Path path, long from) throws IOException {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ).position(from);
      in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
      readTo = from;
    }

    /** Null: there is no further line that ends. */
    byte @Nullable [] next() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int one = in.read(); one >= 0; one = in.read()) {
        if (one == '\n') {
          readTo += line.size() + 1;
          return line.toByteArray();
        }
        line.write(one);
      }
      return null;
    }

    /** Where the line ended that was read last. */
    long readTo() {
      return readTo;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
