package io.interlock.systemtests.stack;

import static java.util.Objects.requireNonNull;

import io.interlock.local.keys.Role;
import io.interlock.local.mt5.Mt5HostSetup;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.Progress;
import io.interlock.local.stack.StackPorts;
import io.interlock.local.stack.StackService;
import io.interlock.local.stack.StackSettings;
import io.interlock.local.stack.StartFailure;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Interlock whole: real Kafka, real PostgreSQL, the four services as processes of their own, on
 * ports nobody else uses. What is done to it here is done to real processes.
 */
public final class InterlockStack implements AutoCloseable {
  /** Name of the one bridge. */
  static final String GATEWAY = "local";

  private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

  private final LocalStack parts;
  private final Map<Role, String> tokens = new EnumMap<>(Role.class);
  private final SignalProducer signals;
  private final OrderEvents events;
  private final DeadLetters deadLetters;

  private InterlockStack(LocalStack parts) {
    this.parts = parts;
    for (Role role : Role.values()) {
      tokens.put(role, parts.keys().token("system-tests", role, TOKEN_VALIDITY));
    }
    this.signals = new SignalProducer(parts.bootstrapServers());
    this.events = new OrderEvents(parts.bootstrapServers());
    this.deadLetters = new DeadLetters(parts.bootstrapServers());
  }

  /** Starts a stack of its own; returns when every service is ready. */
  public static InterlockStack start() {
    Path home = Path.of(requireNonNull(System.getProperty("interlock.home"), "interlock.home"));
    try {
      Path runs = Files.createDirectories(Path.of("target", "stacks").toAbsolutePath());
      Path data = Files.createTempDirectory(runs, "stack-");
      // PostgreSQL runs as another user when the tests run as root.
      data.toFile().setExecutable(true, false);
      data.toFile().setReadable(true, false);
      return new InterlockStack(
          LocalStack.start(
              new StackSettings(
                  home,
                  data,
                  StackPorts.free(),
                  home.resolve("broker-registry/config/brokers.yaml"),
                  false),
              Progress.SILENT));
    } catch (StartFailure e) {
      throw new AssertionError(e.getMessage(), e);
    } catch (IOException e) {
      throw new AssertionError("no folder for the stack", e);
    }
  }

  public SignalProducer signals() {
    return signals;
  }

  public OrderEvents events() {
    return events;
  }

  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /** The processes, to kill, freeze, thaw and restart. */
  public LocalStack parts() {
    return parts;
  }

  public ChildProcess process(StackService service) {
    return parts.service(service);
  }

  /** Starts a service again, whether it still runs or not; returns when it is ready. */
  public void restart(StackService service) {
    try {
      parts.restart(service);
    } catch (StartFailure e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  public String url(StackService service) {
    return service.url(parts.ports());
  }

  /** A request to a service with a role's token. */
  public RequestSpecification as(StackService service, Role role) {
    return anonymously(service).auth().preemptive().oauth2(token(role));
  }

  /** A request to a service without a token. */
  public RequestSpecification anonymously(StackService service) {
    return RestAssured.given().baseUri(url(service)).accept(ContentType.JSON);
  }

  public String token(Role role) {
    return requireNonNull(tokens.get(role), "every role has a token");
  }

  /** A simulated host for one test, with an account of its own. */
  public Venue openVenue() {
    return openVenue(new Mt5HostSetup());
  }

  public Venue openVenue(Mt5HostSetup setup) {
    return Venue.open(this, setup);
  }

  /** The audit database and the router's. */
  public Database database(String name) {
    return new Database(parts.postgres(), name);
  }

  /** Whether every part still runs. */
  public boolean isWhole() {
    return parts.failure().isEmpty();
  }

  /** What a person needs to find out why a test failed. */
  String diagnosis() {
    return parts.failure().map(StartFailure::getMessage).orElse("every part runs")
        + "\n"
        + Logs.complaints(parts).entrySet().stream()
            .map(entry -> entry.getKey() + ":\n" + entry.getValue())
            .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    signals.close();
    events.close();
    deadLetters.close();
    parts.close();
  }
}
