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
 * interlock.service-token-file}; read again when the file has changed, so tokens can be rotated.
 * Thread-safe.
 */
@Singleton
public class ServiceToken {
  private record Read(FileTime changed, String header) {}

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
    try {
      FileTime changed = Files.getLastModifiedTime(path);
      Read known = last;
      if (known == null || !known.changed().equals(changed)) {
        known = new Read(changed, "Bearer " + Files.readString(path).strip());
        last = known;
      }
      return known.header();
    } catch (IOException e) {
      throw new UncheckedIOException("interlock.service-token-file can't be read: " + path, e);
    }
  }
}
