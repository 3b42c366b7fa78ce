package io.interlock.edge;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token with which this service calls others, from the file named by {@code
 * interlock.service-token-file}; read again within a second of the file's change, so tokens can be
 * rotated. Thread-safe.
 */
@Singleton
public class ServiceToken {
  /** Orders call with it: looking at the file each time would make them wait for a disk. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  private record Read(FileTime changed, String header, long lookedNanos) {}

  private final Optional<Path> file;
  private volatile @Nullable Read last;

  public ServiceToken(@ConfigProperty(name = "interlock.service-token-file") Optional<Path> file) {
    this.file = file;
  }

  /**
   * Value of the Authorization header; empty when no file is configured.
   *
   * @throws UncheckedIOException if the file can't be read
   */
  public Optional<String> authorization() {
    return file.map(this::header);
  }

  private String header(Path path) {
    Read known = last;
    long now = System.nanoTime();
    if (known != null && now - known.lookedNanos() < LOOK_NANOS) {
      return known.header();
    }
    try {
      FileTime changed = Files.getLastModifiedTime(path);
      String header =
          known != null && known.changed().equals(changed)
              ? known.header()
              : "Bearer " + Files.readString(path).strip();
      last = new Read(changed, header, now);
      return header;
    } catch (IOException e) {
      throw new UncheckedIOException("interlock.service-token-file can't be read: " + path, e);
    }
  }
}
