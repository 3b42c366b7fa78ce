package io.interlock.gateway.curve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What a file says: read again within a second of a change; while it can't be used, what was read
 * last stays, loudly. Thread-safe.
 */
public final class WatchedFile<T> {
  private static final Logger LOG = Logger.getLogger(WatchedFile.class);
  private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

  /** Makes sense of the file. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Path file) throws UnusableKeyFile;
  }

  private final Path file;
  private final Reader<T> reader;
  private final long checkNanos;
  private volatile T content;
  private volatile Object stamp;
  private volatile long checkedNanos = System.nanoTime();

  private WatchedFile(Path file, Reader<T> reader, Duration checkEvery) throws UnusableKeyFile {
    this.file = file;
    this.reader = reader;
    this.checkNanos = checkEvery.toNanos();
    this.stamp = stamp(file);
    this.content = reader.read(file);
  }

  public static <T> WatchedFile<T> of(Path file, Reader<T> reader) throws UnusableKeyFile {
    return of(file, reader, CHECK_EVERY);
  }

  /**
   * @param checkEvery how often it is looked at, at most
   */
  static <T> WatchedFile<T> of(Path file, Reader<T> reader, Duration checkEvery)
      throws UnusableKeyFile {
    return new WatchedFile<>(file, reader, checkEvery);
  }

  public T now() {
    long now = System.nanoTime();
    if (now - checkedNanos >= checkNanos) {
      checkedNanos = now;
      refresh();
    }
    return content;
  }

  private void refresh() {
    Object found = stamp(file);
    if (found.equals(stamp)) {
      return;
    }
    stamp = found;
    try {
      content = reader.read(file);
      LOG.infof("read again: file=%s", file);
    } catch (UnusableKeyFile e) {
      LOG.errorf("can't be used, what was read before stays: %s", e.getMessage());
    }
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
