package io.interlock.gateway.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings of the event intake and the REST variant for terminals, {@code interlock.intake.*}. */
@ConfigMapping(prefix = "interlock.intake")
public interface IntakeConfig {
  /** Whether the ZeroMQ socket is opened. */
  @WithDefault("true")
  boolean enabled();

  /** Address to bind; anything but loopback needs keys, or {@link #plain}. */
  @WithDefault("127.0.0.1")
  String host();

  /** 0: any free one. */
  @WithDefault("5557")
  int port();

  /** Takes unencrypted connections from other machines. */
  @WithDefault("false")
  boolean plain();

  /** The socket's key pair, as {@code interlock keys} writes it. */
  Optional<Path> keyFile();

  /** Who may connect, one {@code KEY NAME} a line; needed beside {@link #keyFile}. */
  Optional<Path> allowListFile();

  /** Tokens of terminals, one {@code NAME TOKEN ACCOUNT…} a line; without it no token is valid. */
  Optional<Path> tokensFile();

  /** Where the Expert Advisors' risk multipliers are kept. */
  @WithDefault("${interlock.gateway.data-dir:.interlock/gateway}/risk-multipliers.json")
  Path multipliersFile();

  /** An event answered later than this after its own timestamp is warned about. */
  @WithDefault("5ms")
  Duration warnAfter();

  /** When an Expert Advisor that says nothing counts as gone. */
  @WithDefault("30s")
  Duration silentAfter();

  /** How many Expert Advisors are kept in the registry. */
  @WithDefault("1000")
  int mostExperts();

  /** How many events wait while Kafka is away. */
  @WithDefault("10000")
  int bufferedEvents();

  /** How long {@code POST /trade} waits for the order's outcome. */
  @WithDefault("5s")
  Duration tradeWait();
}
