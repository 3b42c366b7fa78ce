package io.interlock.gateway.settings;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Checks the settings before anything starts, names every problem at once, and says what holds. */
@ApplicationScoped
public class StartCheck {
  private static final Logger LOG = Logger.getLogger(StartCheck.class);
  private static final int LARGEST_QUEUE = 100_000;

  private final BridgeSettings settings;
  private final String kafka;
  private final int port;

  public StartCheck(
      BridgeSettings settings,
      @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
      @ConfigProperty(name = "quarkus.http.port") int port) {
    this.settings = settings;
    this.kafka = kafka;
    this.port = port;
  }

  void check(@Observes @Priority(0) StartupEvent event) {
    List<String> problems = problems(settings);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "the bridge can't start, settings to correct:\n  " + String.join("\n  ", problems));
    }
    LOG.info(summary());
  }

  static List<String> problems(BridgeSettings settings) {
    List<String> problems = new ArrayList<>();
    if (!settings.name().matches("[a-z0-9][a-z0-9._-]*")) {
      add(problems, "name", settings.name(), "lower-case letters, digits, dot, dash, underscore");
    }
    if (settings.commandTimeoutMillis() <= 0) {
      add(problems, "command-timeout-millis", settings.commandTimeoutMillis(), "greater than 0");
    }
    positive(problems, "queue-wait", settings.queueWait());
    positive(problems, "late-reply-grace", settings.lateReplyGrace());
    positive(problems, "dead-man", settings.deadMan());
    positive(problems, "failover-after", settings.failoverAfter());
    positive(problems, "longest-order-send", settings.longestOrderSend());
    positive(problems, "paper.quote-every", settings.paper().quoteEvery());
    if (settings.queueCapacity() < 1 || settings.queueCapacity() > LARGEST_QUEUE) {
      add(problems, "queue-capacity", settings.queueCapacity(), "1 to " + LARGEST_QUEUE);
    }
    if (settings.paper().balance().compareTo(BigDecimal.ZERO) <= 0) {
      add(problems, "paper.balance", settings.paper().balance(), "greater than 0");
    }
    settings
        .paper()
        .quotes()
        .forEach(
            (symbol, quote) -> {
              if (!quote.matches("[0-9]+(\\.[0-9]+)?/[0-9]+(\\.[0-9]+)?")) {
                add(problems, "paper.quotes." + symbol, quote, "BID/ASK");
              }
            });
    String named = new NamedHost(settings.mt5()).problem();
    if (named != null) {
      problems.add(named);
    }
    writable(problems, settings.dataDir());
    return problems;
  }

  private static void positive(List<String> problems, String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      add(problems, key, value, "longer than 0");
    }
  }

  private static void writable(List<String> problems, Path folder) {
    try {
      Files.createDirectories(folder);
      if (!Files.isWritable(folder)) {
        add(problems, "data-dir", folder, "a folder that can be written to");
      }
    } catch (IOException e) {
      add(problems, "data-dir", folder, "a folder that can be made: " + e);
    }
  }

  private static void add(List<String> problems, String key, Object value, String rule) {
    problems.add("interlock.gateway.%s: must be %s (found: %s)".formatted(key, rule, value));
  }

  /** Holds no secret: those stand in files, which are named by the broker entries. */
  private String summary() {
    return """
        bridge %s on port %d
          data %s
          Kafka %s
          command time-out %d ms after at most %s in the queue of %d, late replies for %s, dead man %s
          fail-over after %s plus deadlines and %s\
        """
        .formatted(
            settings.name(),
            port,
            settings.dataDir().toAbsolutePath(),
            kafka,
            settings.commandTimeoutMillis(),
            settings.queueWait(),
            settings.queueCapacity(),
            settings.lateReplyGrace(),
            settings.deadMan(),
            settings.failoverAfter(),
            settings.longestOrderSend());
  }
}
