package io.interlock.local.stack;

import io.interlock.local.kafka.KafkaProcess;
import io.interlock.local.keys.LocalKeys;
import io.interlock.local.postgres.EmbeddedPostgres;
import io.interlock.local.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Everything Interlock needs, running on this machine: Kafka, PostgreSQL, an MT5 host and the four
 * services, each a process of its own.
 *
 * <p>One thread starts and stops it; parts may be killed, frozen and restarted from any thread.
 */
public final class LocalStack implements AutoCloseable {
  private static final int SERVERS = 0;
  private static final int VENUES = 1;
  private static final int SERVICES = 2;

  private final StackSettings settings;
  private final Progress progress;
  private final LocalKeys keys;
  private final ServiceLauncher launcher;
  private final Map<StackService, ChildProcess> services = new EnumMap<>(StackService.class);
  private final List<ChildProcess> others = new ArrayList<>();
  private @Nullable KafkaProcess kafka;
  private @Nullable EmbeddedPostgres postgres;
  private @Nullable ChildProcess venue;
  private @Nullable ChildProcess guard;

  private LocalStack(StackSettings settings, Progress progress) throws IOException {
    this.settings = settings;
    this.progress = progress;
    this.keys = LocalKeys.in(settings.keys(), Clock.systemUTC());
    this.launcher = new ServiceLauncher(settings, keys);
  }

  /**
   * Starts everything; returns when every service says it is ready.
   *
   * @throws StartFailure if something is in the way or a part does not start; nothing is left
   *     running then
   */
  public static LocalStack start(StackSettings settings, Progress progress) throws StartFailure {
    Preconditions.check(settings);
    LocalStack stack;
    try {
      stack = new LocalStack(settings, progress);
    } catch (IOException e) {
      throw new StartFailure("no keys: " + e.getMessage(), "delete " + settings.keys(), e);
    }
    try {
      stack.startParts();
      return stack;
    } catch (StartFailure | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  public StackSettings settings() {
    return settings;
  }

  public StackPorts ports() {
    return settings.ports();
  }

  public LocalKeys keys() {
    return keys;
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + ports().kafka();
  }

  public KafkaProcess kafka() {
    return present(kafka);
  }

  public EmbeddedPostgres postgres() {
    return present(postgres);
  }

  /** What stands for the MT5 host. */
  public ChildProcess venue() {
    return present(venue);
  }

  public synchronized ChildProcess service(StackService service) {
    return present(services.get(service));
  }

  /** Stops a service if it runs and starts it again; returns when it is ready. */
  public void restart(StackService service) throws StartFailure {
    service(service).stop();
    startService(service);
  }

  /**
   * Kills the MT5 host if it runs and starts it again with what it kept; returns when it answers.
   */
  public void restartVenue() throws StartFailure {
    venue().kill();
    try {
      startVenue();
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /**
   * Starts one more instance of a service beside the stack's own; returns when it is ready. It
   * stops with the rest at the latest, and ends unnoticed by {@link #failure}.
   */
  public ChildProcess startAnother(StackService service, int port) throws StartFailure {
    ChildProcess process = launcher.launch(service, service.module() + "-" + port, port);
    synchronized (this) {
      others.add(process);
    }
    writeState();
    ServiceLauncher.awaitReady(process, port);
    return process;
  }

  /** The first part that has ended by itself, with the reason its log gives. */
  public Optional<StartFailure> failure() {
    for (ChildProcess part : parts()) {
      if (!part.isAlive() && !others.contains(part)) {
        return Optional.of(ServiceLauncher.ended(part));
      }
    }
    return Optional.empty();
  }

  /** Stops everything in order: services, then the venue, then what they stand on. */
  @Override
  public void close() {
    stopParts();
  }

  private void stopParts() {
    // Who interrupts a start wants everything stopped, not the stopping interrupted.
    boolean interrupted = Thread.interrupted();
    try {
      state().stop(settings.data());
      if (guard != null) {
        guard.endInput();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't remove the state of the stack", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void startParts() throws StartFailure {
    if (!settings.detached()) {
      startGuard();
    }
    Map<String, Start> first = new LinkedHashMap<>();
    first.put("Kafka", this::startKafka);
    first.put("PostgreSQL", this::startPostgres);
    first.put("run folders", launcher::copyServices);
    if (settings.mt5() instanceof Mt5Host.Harness) {
      first.put(
          "Expert Advisor", () -> HarnessBuild.build(settings.home(), settings.log("mt5-build")));
    }
    startTogether(first);
    writeState();
    Map<String, Start> rest = new LinkedHashMap<>();
    rest.put("MT5 host", this::startVenue);
    for (StackService service : StackService.values()) {
      rest.put(service.module(), () -> startService(service));
    }
    startTogether(rest);
    writeState();
  }

  /** Starts parts side by side; when one fails all are stopped, so that none is waited for. */
  private void startTogether(Map<String, Start> starts) throws StartFailure {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Void> running = new ExecutorCompletionService<>(threads);
      starts.forEach((name, start) -> running.submit(() -> timed(name, start)));
      for (int ended = 0; ended < starts.size(); ended++) {
        running.take().get();
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      throw new StartFailure("the start was interrupted", "everything is stopped again", e);
    }
  }

  private @Nullable Void timed(String name, Start start) throws IOException, StartFailure {
    long began = System.nanoTime();
    progress.starting(name);
    try {
      start.run();
    } catch (IOException | StartFailure | RuntimeException e) {
      stopParts();
      throw e;
    }
    progress.ready(name, Duration.ofNanos(System.nanoTime() - began));
    return null;
  }

  private interface Start {
    void run() throws IOException, StartFailure;
  }

  private static StartFailure failure(Throwable cause) {
    if (cause instanceof StartFailure failure) {
      return failure;
    }
    String message = String.valueOf(cause.getMessage()).strip();
    // Its message is the file alone.
    String problem =
        cause instanceof FileSystemException
            ? cause.getClass().getSimpleName() + " " + message
            : message;
    return new StartFailure(problem, "see the logs with ./interlock logs", cause);
  }

  private void startGuard() throws StartFailure {
    try {
      guard = Guard.start(settings);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void startKafka() throws IOException {
    kafka =
        KafkaProcess.start(
            settings.folder("kafka"), ports().kafka(), settings.jvm(), settings.detached());
  }

  private void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start(settings.folder("postgres"), ports().postgres());
  }

  private void startVenue() throws IOException, StartFailure {
    ChildProcess started = Mt5Launcher.launch(settings);
    synchronized (this) {
      venue = started;
    }
    writeState();
    Mt5Launcher.awaitReady(started);
  }

  private void startService(StackService service) throws StartFailure {
    int port = service.port(ports());
    ChildProcess process = launcher.launch(service, service.module(), port);
    synchronized (this) {
      services.put(service, process);
    }
    writeState();
    ServiceLauncher.awaitReady(process, port);
  }

  private synchronized List<ChildProcess> parts() {
    List<ChildProcess> parts = new ArrayList<>();
    if (kafka != null) {
      parts.add(kafka.process());
    }
    if (postgres != null && postgres.process() != null) {
      parts.add(postgres.process());
    }
    if (venue != null) {
      parts.add(venue);
    }
    parts.addAll(services.values());
    parts.addAll(others);
    return parts;
  }

  private StackState state() {
    List<StackState.Part> running = new ArrayList<>();
    for (ChildProcess part : parts()) {
      boolean service = services.containsValue(part) || others.contains(part);
      int stage = part == venue ? VENUES : service ? SERVICES : SERVERS;
      // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for its clients.
      String signal = part.name().equals("postgres") ? "INT" : "TERM";
      running.add(StackState.Part.of(part.name(), part.handle(), stage, signal));
    }
    return new StackState(ports(), running);
  }

  private synchronized void writeState() throws StartFailure {
    try {
      state().write(settings.data());
    } catch (IOException e) {
      throw new StartFailure(
          "can't write to " + settings.data() + " (" + e.getMessage() + ")", "free some space", e);
    }
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the stack does not run");
    }
    return part;
  }
}
