package io.interlock.gateway.feed;

import io.interlock.contracts.gateway.VenueReport;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
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

/**
 * Reports that found no room in memory while Kafka was away: a line each, in the order they came.
 * What a bridge that ended left behind is read again. Not thread-safe: its queue guards it.
 */
final class ReportSpool implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ReportSpool.class);

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
    while (file.readLine() != null) {
      waiting++;
    }
  }

  boolean isEmpty() {
    return waiting == 0;
  }

  long size() {
    return waiting;
  }

  void append(VenueReport report) throws IOException {
    file.seek(file.length());
    file.write(line(report));
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
    file.seek(readAt);
    while (taken.size() < most && waiting > 0) {
      String line = file.readLine();
      waiting--;
      if (line == null) {
        waiting = 0;
        break;
      }
      try {
        // readLine makes a character of every byte.
        taken.add(Json.readTolerant(line.getBytes(StandardCharsets.ISO_8859_1), VenueReport.class));
      } catch (InvalidMessage e) {
        // Only the last line before a crash can be torn.
        LOG.errorf("a report on disk can't be read and is left out: %s", e.getMessage());
      }
    }
    readAt = file.getFilePointer();
    if (waiting == 0) {
      file.setLength(0);
      readAt = 0;
    }
    return taken;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
