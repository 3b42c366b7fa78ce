package io.interlock.gateway.paper;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.gateway.gate.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A paper book and the file it is kept in; written by its session's thread, read by any. */
final class PaperStore {
  private final Path file;
  private volatile PaperBook book;

  /**
   * @param fresh the book where there is no file yet
   * @throws IllegalArgumentException if the file can't be read
   */
  PaperStore(Path file, PaperBook fresh) {
    this.file = file;
    try {
      this.book =
          Files.exists(file)
              ? Json.readTolerant(Files.readAllBytes(file), PaperBook.class, Integer.MAX_VALUE)
              : fresh;
    } catch (IOException | InvalidMessage e) {
      throw new IllegalArgumentException("the paper book can't be read: " + file + ": " + e, e);
    }
  }

  PaperBook book() {
    return book;
  }

  /** Returns once the book is on the disk. */
  void write(PaperBook changed, Instant now) {
    PaperBook next = changed.tidied(now);
    try {
      DurableFile.replace(file, Json.bytes(next));
      book = next;
    } catch (IOException e) {
      throw new UncheckedIOException("the paper book can't be written: " + file, e);
    }
  }
}
