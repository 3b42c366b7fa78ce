package io.interlock.gateway.intake;

import io.interlock.gateway.curve.ServerSecurity;
import io.interlock.gateway.curve.UnusableKeyFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The event intake of one bridge: open from its start to its end.
 *
 * <p>Thread-safe. Stops the bridge's start when its keys, its address or its files can't be used.
 */
@Startup
@Singleton
public class EventIntake {
  /**
   * What {@code GET /stats} shows.
   *
   * @param passedOn how far {@code ea.events} is
   * @param controlsKnown whether {@code trading.controls} has been read; before, nothing may open
   * @param problem why Expert Advisors can't connect over ZeroMQ; absent: they can
   */
  public record Stats(
      IntakeStatistics.Snapshot intake,
      EventPublisher.Progress passedOn,
      boolean controlsKnown,
      @Nullable String problem,
      long connected,
      List<Experts.Expert> experts) {}

  private static final Logger LOG = Logger.getLogger(EventIntake.class);

  private final IntakeStatistics statistics;
  private final Experts experts;
  private final ControlBook controls = new ControlBook();
  private final RiskMultipliers multipliers;
  private final EventPublisher publisher;
  private final TradingControlsConsumer consumer;
  private final EventDesk desk;
  private final Clock clock;
  private final @Nullable IntakeSocket socket;

  EventIntake(
      IntakeConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      LiveBridge bridge,
      MeterRegistry registry,
      Clock clock)
      throws IOException, UnusableKeyFile {
    ServerSecurity security = security(config);
    this.clock = clock;
    multipliers = new RiskMultipliers(config.multipliersFile());
    statistics = new IntakeStatistics(registry, clock, config.warnAfter(), System::nanoTime);
    experts = new Experts(clock, config.silentAfter(), config.mostExperts());
    publisher = new EventPublisher(kafka, config.bufferedEvents());
    consumer = new TradingControlsConsumer(kafka, controls);
    desk =
        new EventDesk(controls, experts, multipliers, statistics, bridge::state, publisher, clock);
    socket =
        config.enabled()
            ? new IntakeSocket(
                config.host(), config.port(), security, desk::answer, this::refusedKey)
            : null;
    Gauge.builder("interlock.intake.connected", experts, Experts::connectedCount)
        .register(registry);
    Gauge.builder("interlock.intake.lost", publisher, p -> p.progress().lost()).register(registry);
  }

  /** Answers one event that came over HTTP. */
  public IntakeAnswer answer(byte[] bytes, String client, long arrivedNanos) {
    return desk.answer(bytes, Experts.Channel.HTTP, client, arrivedNanos);
  }

  /**
   * Books a caller that showed an unknown token.
   *
   * @param report whether it goes to the audit, too; one that keeps trying does so once a minute
   */
  public void refusedToken(String address, boolean report) {
    statistics.refused(IntakeStatistics.Refusal.UNKNOWN_TOKEN);
    if (report) {
      publisher.add(
          EventDesk.REFUSED,
          EventDesk.refusedClient(Experts.Channel.HTTP, address, "unknown token", clock.instant()));
    }
  }

  private void refusedKey(String key, String address) {
    statistics.refused(IntakeStatistics.Refusal.CURVE_KEY);
    publisher.add(
        EventDesk.REFUSED,
        EventDesk.refusedClient(Experts.Channel.ZMQ, address, key, clock.instant()));
  }

  public Stats stats() {
    return new Stats(
        statistics.snapshot(),
        publisher.progress(),
        controls.complete(),
        problem(),
        experts.connectedCount(),
        experts.all());
  }

  /** Why Expert Advisors can't connect over ZeroMQ; null: they can, or need not. */
  @Nullable String problem() {
    return socket == null ? null : socket.problem();
  }

  boolean controlsKnown() {
    return controls.complete();
  }

  private static ServerSecurity security(IntakeConfig config) throws UnusableKeyFile {
    ServerSecurity security =
        ServerSecurity.read(config.keyFile().orElse(null), config.allowListFile().orElse(null));
    if (config.enabled() && !security.encrypted() && !config.plain() && !isLoopback(config)) {
      throw new IllegalArgumentException(
          "interlock.intake.host=%s: an address other machines reach needs".formatted(config.host())
              + " interlock.intake.key-file and interlock.intake.allow-list-file (interlock keys"
              + " makes them), or interlock.intake.plain=true");
    }
    return security;
  }

  private static boolean isLoopback(IntakeConfig config) {
    try {
      return InetAddress.getByName(config.host()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // such as *, which is every address
    }
  }

  @PreDestroy
  void close() {
    if (socket != null) {
      socket.close();
    }
    consumer.close();
    publisher.close();
    multipliers.close();
    LOG.debug("event intake closed");
  }
}
