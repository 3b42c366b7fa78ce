package io.interlock.cli.access;

import io.interlock.local.stack.StackPorts;
import io.interlock.local.stack.StackService;
import io.interlock.local.stack.StackState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which Interlock a command talks to: the stack with this data folder, unless environment variables
 * name another one.
 */
public final class Installation {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Data of the local stack; default: .interlock in the project folder.")
  @Nullable Path data;

  /** The project folder. */
  public static Path home() {
    return Path.of(System.getProperty("interlock.home", ".")).toAbsolutePath().normalize();
  }

  public Path data() {
    return data == null ? home().resolve(".interlock") : data.toAbsolutePath().normalize();
  }

  /** The stack started from the data folder, if it was not stopped since. */
  public Optional<StackState> state() {
    try {
      return StackState.read(data());
    } catch (IOException e) {
      throw new CommandFailure(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where a service listens, such as {@code http://127.0.0.1:8080}; without a slash at the end. */
  public String url(StackService service) {
    return fromEnvironment("INTERLOCK_" + service.name() + "_URL")
        .map(url -> url.replaceAll("/+$", ""))
        .orElseGet(() -> service.url(ports()));
  }

  public String bootstrapServers() {
    return fromEnvironment("KAFKA_BOOTSTRAP_SERVERS")
        .orElseGet(() -> "127.0.0.1:" + ports().kafka());
  }

  private StackPorts ports() {
    return state().map(StackState::ports).orElseGet(StackPorts::documented);
  }

  static Optional<String> fromEnvironment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
