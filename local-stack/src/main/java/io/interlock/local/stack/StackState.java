package io.interlock.local.stack;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What runs of a stack, kept in its data folder so that other programs find and stop it.
 *
 * @param parts in the order they were started
 */
public record StackState(StackPorts ports, List<Part> parts) {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /**
   * One process.
   *
   * @param startedAt tells it from a later process with the same id
   * @param stage parts of a higher stage use those of lower ones, and are stopped first
   * @param stopSignal asks it to end in order
   */
  public record Part(String name, long pid, Instant startedAt, int stage, String stopSignal) {
    static Part of(String name, ProcessHandle process, int stage, String stopSignal) {
      return new Part(
          name,
          process.pid(),
          process.info().startInstant().orElse(Instant.EPOCH),
          stage,
          stopSignal);
    }

    /** The process, while it runs. */
    public Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(p -> p.info().startInstant().orElse(Instant.EPOCH).equals(startedAt));
    }
  }

  public StackState {
    parts = List.copyOf(parts);
  }

  static Path file(Path data) {
    return data.resolve("stack.json");
  }

  /** What was written last; empty when nothing was started from that folder or it was stopped. */
  public static Optional<StackState> read(Path data) throws IOException {
    Path file = file(data);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), StackState.class));
    } catch (InvalidMessage e) {
      throw new IOException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  void write(Path data) throws IOException {
    Path written = Files.createTempFile(data, "stack", null);
    Files.write(written, Json.bytes(this));
    Files.move(written, file(data), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Those parts whose process still runs. */
  public List<Part> running() {
    return parts.stream().filter(part -> part.process().isPresent()).toList();
  }

  /** Stops what runs, stage by stage, killing what has not ended after 15 s. */
  public void stop(Path data) throws IOException {
    List<Integer> stages =
        parts.stream().map(Part::stage).distinct().sorted(Comparator.reverseOrder()).toList();
    for (int stage : stages) {
      stop(parts.stream().filter(part -> part.stage() == stage).toList());
    }
    Files.deleteIfExists(file(data));
  }

  private static void stop(List<Part> parts) {
    List<ProcessHandle> families = new ArrayList<>();
    for (Part part : parts) {
      part.process()
          .ifPresent(
              process -> {
                List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
                family.add(process);
                families.addAll(family);
                Signals.send("CONT", family);
                Signals.send(part.stopSignal(), List.of(process));
              });
    }
    CompletableFuture<?> ended =
        CompletableFuture.allOf(
                families.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new))
            .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS);
    ended.join();
    families.forEach(ProcessHandle::destroyForcibly);
  }
}
