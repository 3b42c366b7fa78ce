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
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A file that is appended to, a line at a time, and rewritten with what still counts when it is
 * opened and whenever it has grown to twice that. A crash may tear its last line. Not thread-safe:
 * its owner guards it.
 */
final class LineFile implements AutoCloseable {
  private static final int LINES_AT_LEAST = 10_000;

  private final Path file;
  private final int linesAtLeast;
  private final Supplier<List<String>> kept;
  private FileChannel channel;
  private int lines;
  private int rewriteAt;

  /**
   * @param reader is told every line of the file, before anything is kept
   * @param kept the lines that still count
   */
  static LineFile open(Path file, Consumer<String> reader, Supplier<List<String>> kept) {
    return open(file, LINES_AT_LEAST, reader, kept);
  }

  /**
   * @param linesAtLeast a shorter file is not worth rewriting
   */
  static LineFile open(
      Path file, int linesAtLeast, Consumer<String> reader, Supplier<List<String>> kept) {
    try {
      if (Files.exists(file)) {
        Files.readString(file).lines().forEach(reader);
      }
      return new LineFile(file, linesAtLeast, kept);
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  private LineFile(Path file, int linesAtLeast, Supplier<List<String>> kept) throws IOException {
    this.file = file;
    this.linesAtLeast = linesAtLeast;
    this.kept = kept;
    this.channel = rewritten();
  }

  private FileChannel rewritten() throws IOException {
    List<String> content = kept.get();
    StringBuilder text = new StringBuilder();
    content.forEach(line -> text.append(line).append('\n'));
    DurableFile.replace(file, text.toString().getBytes(StandardCharsets.UTF_8));
    lines = content.size();
    rewriteAt = Math.max(linesAtLeast, 2 * lines);
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  /**
   * @param force return only when it is on the disk
   */
  void append(String line, boolean force) {
    try {
      if (lines >= rewriteAt) {
        channel.close();
        channel = rewritten();
      }
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(false);
      }
      lines++;
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("can't close " + file, e);
    }
  }
}
