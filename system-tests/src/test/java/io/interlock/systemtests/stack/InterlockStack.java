package io.interlock.systemtests.stack;

import static java.util.Objects.requireNonNull;

import io.interlock.contracts.json.Json;
import io.interlock.local.keys.Role;
import io.interlock.local.mt5.Mt5HostSetup;
import io.interlock.local.process.ChildProcess;
import io.interlock.local.process.Ports;
import io.interlock.local.stack.LocalStack;
import io.interlock.local.stack.Mt5Host;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.awaitility.Awaitility;

/**
 * Interlock whole: real Kafka, real PostgreSQL, the four services as processes of their own, on
 * ports nobody else uses. What is done to it here is done to real processes.
 */
public final class InterlockStack implements AutoCloseable {
  /** Name of the one bridge. */
  static final String GATEWAY = "local";

  private static final Duration TOKEN_VALIDITY = Duration.ofHours(1);

  private LocalStack parts;
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

  /** Starts a stack of its own with a simulated MT5 host; returns when every service is ready. */
  public static InterlockStack start() {
    return start(new Mt5Host.Simulator());
  }

  /** Starts a stack of its own; returns when every service is ready. */
  public static InterlockStack start(Mt5Host mt5) {
    Path home = Path.of(requireNonNull(System.getProperty("interlock.home"), "interlock.home"));
    try {
      Path runs = Files.createDirectories(Path.of("target", "stacks").toAbsolutePath());
      Path data = Files.createTempDirectory(runs, "stack-");
      // PostgreSQL runs as another user when the tests run as root.
      data.toFile().setExecutable(true, false);
      data.toFile().setReadable(true, false);
      InterlockStack stack =
          new InterlockStack(
              LocalStack.start(
                  new StackSettings(
                      home,
                      data,
                      StackPorts.free(),
                      home.resolve("broker-registry/config/brokers.yaml"),
                      mt5,
                      false),
                  Progress.SILENT));
      stack.limit("strategy:" + Venue.READINESS, Map.of("max_open_exposure", "1"));
      return stack;
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

  /**
   * Stops everything in order and starts it again on the same ports with the same data; returns
   * when every service is ready. Venues of tests are not part of it.
   */
  public void restartEverything() {
    StackSettings settings = parts.settings();
    parts.close();
    try {
      parts = LocalStack.start(settings, Progress.SILENT);
    } catch (StartFailure e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Starts one more router beside the stack's own; returns when it is ready. */
  public ChildProcess startSecondRouter() {
    try {
      return parts.startAnother(StackService.ORDER_ROUTER, Ports.free());
    } catch (StartFailure e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Sets limits of a scope as a risk officer; absent ones are not set there. */
  public void limit(String scope, Map<String, Object> limits) {
    var known = as(StackService.ORDER_ROUTER, Role.AUDITOR).get("/controls/{scope}", scope);
    long version = known.statusCode() == 200 ? known.jsonPath().getLong("version") : 0;
    as(StackService.ORDER_ROUTER, Role.RISK_OFFICER)
        .contentType(ContentType.JSON)
        .body(Json.bytes(Map.of("version", version, "limits", limits, "reason", "system test")))
        .put("/controls/{scope}", scope)
        .then()
        .statusCode(200);
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

  /** An MT5 host of either kind for one test, with an account of its own. */
  public Mt5Venue openVenue(Mt5Kind kind) {
    return Mt5Venue.open(this, kind, false);
  }

  /**
   * As above; the host answers a command only when the broker has, as the simulator always does.
   */
  public Mt5Venue openLockStepVenue(Mt5Kind kind) {
    return Mt5Venue.open(this, kind, true);
  }

  public Venue openVenue(Mt5HostSetup setup) {
    return Venue.open(this, setup);
  }

  /** The audit database and the router's. */
  public Database database(String name) {
    return new Database(parts.postgres(), name);
  }

  /** Records of a topic a consumer group has not yet said to be done with. */
  public long lag(String group, String topic) {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, parts.bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> done =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (TopicPartitionInfo partition :
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()) {
        asked.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
      }
      long lag = 0;
      for (var end : admin.listOffsets(asked).all().get().entrySet()) {
        OffsetAndMetadata committed = done.get(end.getKey());
        lag += end.getValue().offset() - (committed == null ? 0 : committed.offset());
      }
      return lag;
    } catch (ExecutionException e) {
      throw new AssertionError("can't ask Kafka about group " + group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka", e);
    }
  }

  /**
   * Makes a consumer group, of which no member may run, read a topic again.
   *
   * @param offsets where it goes on, by partition
   */
  public void rewind(String group, String topic, Map<Integer, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            positions.put(new TopicPartition(topic, partition), new OffsetAndMetadata(offset)));
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, parts.bootstrapServers()))) {
      Awaitility.await("group " + group + " has no members")
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptionsMatching(e -> e.getCause() instanceof UnknownMemberIdException)
          .until(() -> admin.alterConsumerGroupOffsets(group, positions).all().get() == null);
    }
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
