package io.interlock.local.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs from the Maven artifact, unpacked once per version into a cache folder. */
final class PostgresBinaries {
  private static final String ARCHIVE = "postgres-linux-x86_64.txz";
  private static final int FOLDER_MODE = 0755;

  private PostgresBinaries() {}

  /**
   * Where a user's programs are kept: the user's cache folder, as the desktop standard names it.
   */
  static Path userCache() {
    String named = System.getenv("XDG_CACHE_HOME");
    Path cache =
        named == null || named.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(named);
    return cache.resolve("interlock");
  }

  /** A cache that programs running as another user can read too. */
  static Path sharedCache() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "interlock-" + System.getProperty("user.name"));
  }

  /**
   * Unpacks the programs unless they are there; several processes may ask at once.
   *
   * @return the folder that holds {@code bin/}
   */
  static synchronized Path unpackTo(Path cache) throws IOException {
    Path home = cache.resolve(name());
    if (isComplete(home)) {
      return home;
    }
    Files.createDirectories(cache);
    try (FileChannel channel =
            FileChannel.open(
                cache.resolve("postgres.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !isComplete(home)) {
        Path unfinished = Files.createTempDirectory(cache, "unpacking");
        unpack(unfinished);
        Files.setPosixFilePermissions(unfinished, permissions(FOLDER_MODE));
        Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return home;
  }

  private static boolean isComplete(Path home) {
    return Files.isExecutable(home.resolve("bin/postgres"));
  }

  /** The artifact's own file name, which holds its version. */
  private static String name() throws IOException {
    String[] parts = archive().getPath().split("!", 2);
    String jar = parts[0].substring(parts[0].lastIndexOf('/') + 1);
    return jar.replaceFirst("\\.jar$", "");
  }

  private static URL archive() throws IOException {
    URL archive = PostgresBinaries.class.getClassLoader().getResource(ARCHIVE);
    if (archive == null) {
      throw new IOException(
          "there are no PostgreSQL programs for "
              + System.getProperty("os.name").toLowerCase(Locale.ROOT)
              + " on the class path ("
              + ARCHIVE
              + ")");
    }
    return archive;
  }

  private static void unpack(Path target) throws IOException {
    try (InputStream raw = archive().openStream();
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(raw)))) {
      TarArchiveEntry entry;
      while ((entry = tar.getNextEntry()) != null) {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
          throw new IOException("the archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(file);
          continue;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
          Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else {
          Files.copy(tar, file);
          Files.setPosixFilePermissions(file, permissions(entry.getMode()));
        }
      }
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] fromHighest = PosixFilePermission.values();
    for (int bit = 0; bit < fromHighest.length; bit++) {
      if ((mode & (1 << (fromHighest.length - 1 - bit))) != 0) {
        permissions.add(fromHighest[bit]);
      }
    }
    return permissions;
  }
}
