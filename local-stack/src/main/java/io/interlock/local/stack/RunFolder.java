package io.interlock.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A copy of a built service to run from: building again under a running service would take its
 * classes away.
 */
final class RunFolder {
  private RunFolder() {}

  /** Makes the copy equal to the source, touching only what differs. */
  static void synchronise(Path source, Path copy) throws IOException {
    Files.createDirectories(copy);
    for (Path file : tree(source)) {
      Path target = copy.resolve(source.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else if (!isSame(file, target)) {
        Files.copy(
            file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    for (Path file : tree(copy).reversed()) {
      if (!Files.exists(source.resolve(copy.relativize(file).toString()))) {
        Files.delete(file);
      }
    }
  }

  private static boolean isSame(Path file, Path other) throws IOException {
    if (!Files.isRegularFile(other)) {
      return false;
    }
    BasicFileAttributes one = Files.readAttributes(file, BasicFileAttributes.class);
    BasicFileAttributes two = Files.readAttributes(other, BasicFileAttributes.class);
    return one.size() == two.size() && one.lastModifiedTime().equals(two.lastModifiedTime());
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
