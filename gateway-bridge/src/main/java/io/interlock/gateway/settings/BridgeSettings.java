package io.interlock.gateway.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything of a bridge that can be configured; the table is in docs/gateway-bridge.md. */
@ConfigMapping(prefix = "interlock.gateway")
public interface BridgeSettings {
  /** Descriptors that name it are this bridge's. */
  @WithDefault("local")
  String name();

  /** Kill latch, epochs, descriptors, journals and the paper book; must survive restarts. */
  @WithDefault(".interlock/gateway")
  Path dataDir();

  /** How long a command waits for its reply where the broker entry doesn't say. */
  @WithDefault("${GTW_TIMEOUT_MS:2000}")
  int commandTimeoutMillis();

  /**
   * How long a command may wait behind others before it is not sent. Routers wait longer than this
   * and the command time-out together.
   */
  @WithDefault("1S")
  Duration queueWait();

  /** How long after deadline and time-out a late reply is still taken. */
  @WithDefault("30S")
  Duration lateReplyGrace();

  /** Without an attachment for this long nothing is opened. */
  @WithDefault("5S")
  Duration deadMan();

  /** How long the active host may be unheard of before a standby takes over. */
  @WithDefault("5S")
  Duration failoverAfter();

  /** How long a host may take to carry out what it began in time; a fail-over waits for it. */
  @WithDefault("10S")
  Duration longestOrderSend();

  /** How many commands, and how many queries, may wait for one host. */
  @WithDefault("256")
  int queueCapacity();

  /** Symbols looked up and subscribed to for brokers whose entry lists none. */
  @WithDefault("EURUSD,GBPUSD,USDJPY,XAUUSD")
  List<String> defaultSymbols();

  /**
   * Brokers whose hosts tell neither symbols nor quotes, to the broker of this bridge that lends
   * both.
   */
  Map<String, String> reference();

  Mt5 mt5();

  /** One broker's primary MT5 host as people name it in their environment already. */
  interface Mt5 {
    /** The broker entry whose primary host the variables name; absent: they are not used. */
    Optional<String> broker();

    @WithDefault("${GTW_HOST:}")
    Optional<String> host();

    @WithDefault("${GTW_PORT:}")
    Optional<Integer> port();

    @WithDefault("${GTW_DATA_PORT:}")
    Optional<Integer> dataPort();

    /** {@code tcp://HOST:PORT}, where host or port are not given. */
    @WithDefault("${ZMQ_EXECUTION_URL:}")
    Optional<String> executionUrl();
  }

  Paper paper();

  /** Brokers of kind PAPER. */
  interface Paper {
    /** What a new paper account starts with, US dollars. */
    @WithDefault("100000")
    BigDecimal balance();

    /** Where quotes of its own start, {@code BID/ASK} by symbol. */
    Map<String, String> quotes();

    /** How often its own quotes change. */
    @WithDefault("250MS")
    Duration quoteEvery();
  }
}
