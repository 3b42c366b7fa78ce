package io.interlock.local.mt5;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.MarginMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a simulated MT5 host as a process of its own.
 *
 * <p>Prints one line {@code ready command=PORT data=PORT control=PORT} once it answers; ends on
 * SIGTERM. Exits with 2 on a wrong flag and with 1 if a port is taken.
 */
public final class SimulatedMt5Main {
  private static final String USAGE =
      """
      usage: SimulatedMt5Main [--FLAG VALUE]...
        --bind ADDRESS        where to listen (127.0.0.1)
        --command-port PORT   REP socket (5555; 0: any)
        --data-port PORT      PUB socket (5556; 0: any)
        --control-port PORT   ledger and faults over HTTP (0: any)
        --data-dir DIR        keep journal, kill latch and books there (none)
        --dialect NAME        interlock-1, mt5-crs, flat-order, quantmind (interlock-1)
        --symbols A,B         out of EURUSD, GBPUSD, USDJPY, XAUUSD, BTCUSD (all)
        --latency-ms N        the broker's round trip (0)
        --tick-ms N           between two quotes of a symbol (250)
        --seed N              of the quotes (1)
        --margin-mode MODE    HEDGING or NETTING (HEDGING)
        --deposit AMOUNT      US dollars (1000000)
        --login NUMBER        the account (5000001)
        --async true|false    answer PENDING at once (false)
      """;

  private SimulatedMt5Main() {}

  public static void main(String[] args) throws InterruptedException {
    Mt5HostSetup setup = new Mt5HostSetup().commandPort(5555).dataPort(5556);
    try {
      for (int i = 0; i < args.length; i += 2) {
        if (i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + ": needs a value");
        }
        set(setup, args[i], args[i + 1]);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
    }
    SimulatedMt5Host host;
    try {
      host = SimulatedMt5Host.start(setup);
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .unstarted(
                    () -> {
                      host.close();
                      ended.countDown();
                    }));
    System.out.printf(
        "ready command=%d data=%d control=%d%n",
        host.commandPort(), host.dataPort(), host.controlPort());
    System.out.flush();
    ended.await();
  }

  private static void set(Mt5HostSetup setup, String flag, String value) {
    switch (flag) {
      case "--bind" -> setup.bindAddress(value);
      case "--command-port" -> setup.commandPort(port(flag, value));
      case "--data-port" -> setup.dataPort(port(flag, value));
      case "--control-port" -> setup.controlPort(port(flag, value));
      case "--data-dir" -> setup.dataDir(Path.of(value));
      case "--dialect" -> setup.dialect(dialect(value));
      case "--symbols" -> setup.instruments(instruments(value));
      case "--latency-ms" -> setup.latencyMillis(number(flag, value));
      case "--tick-ms" -> setup.tickMillis(Math.max(1, number(flag, value)));
      case "--seed" -> setup.seed(number(flag, value));
      case "--margin-mode" -> setup.marginMode(MarginMode.valueOf(value));
      case "--deposit" -> setup.deposit(new BigDecimal(value));
      case "--login" -> setup.login(value);
      case "--async" -> setup.async(Boolean.parseBoolean(value));
      default -> throw new IllegalArgumentException(flag + ": is not a flag");
    }
  }

  private static Dialect dialect(String name) {
    JsonNode written = Json.treeOf(name);
    try {
      return Json.convert(written, Dialect.class);
    } catch (InvalidMessage e) {
      throw new IllegalArgumentException("--dialect: " + e.rule() + " (found: " + name + ")", e);
    }
  }

  private static List<Instrument> instruments(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(
            name ->
                Instrument.DEFAULTS.stream()
                    .filter(instrument -> instrument.symbol().equals(name))
                    .findFirst()
                    .orElseThrow(
                        () -> new IllegalArgumentException("--symbols: " + name + " is not known")))
        .toList();
  }

  private static int port(String flag, String value) {
    long port = number(flag, value);
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException(flag + ": must be 0 to 65535 (found: " + value + ")");
    }
    return (int) port;
  }

  private static long number(String flag, String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          flag + ": must be a whole number (found: " + value + ")", e);
    }
  }
}
