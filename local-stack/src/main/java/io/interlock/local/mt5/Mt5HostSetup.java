package io.interlock.local.mt5;

import io.interlock.contracts.broker.Dialect;
import io.interlock.local.mt5.command.HostClock;
import io.interlock.local.mt5.command.TerminalOptions;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.MarginMode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated host is set up; every setting has a default fit for tests.
 *
 * <p>Ports default to 0, a free one. Without a data directory a temporary one is used and deleted
 * when the host is closed.
 */
public final class Mt5HostSetup {
  String bindAddress = "127.0.0.1";
  int commandPort;
  int dataPort;
  int controlPort;
  long tickMillis = 250;
  Dialect dialect = Dialect.INTERLOCK_1;
  HostClock clock = HostClock.system();
  @Nullable Path dataDir;
  private String login = "5000001";
  private List<Instrument> instruments = Instrument.DEFAULTS;
  private MarginMode marginMode = MarginMode.HEDGING;
  private BigDecimal deposit = new BigDecimal("1000000.00");
  private int leverage = 100;
  private long seed = 1;
  private long latencyMillis;
  private boolean async;

  public Mt5HostSetup bindAddress(String address) {
    bindAddress = address;
    return this;
  }

  public Mt5HostSetup commandPort(int port) {
    commandPort = port;
    return this;
  }

  public Mt5HostSetup dataPort(int port) {
    dataPort = port;
    return this;
  }

  public Mt5HostSetup controlPort(int port) {
    controlPort = port;
    return this;
  }

  /** Time between two quotes of a symbol. */
  public Mt5HostSetup tickMillis(long millis) {
    tickMillis = millis;
    return this;
  }

  public Mt5HostSetup dialect(Dialect words) {
    dialect = words;
    return this;
  }

  public Mt5HostSetup clock(HostClock hostClock) {
    clock = hostClock;
    return this;
  }

  /** Where journal, latch and books survive the host. */
  public Mt5HostSetup dataDir(Path directory) {
    dataDir = directory;
    return this;
  }

  public Mt5HostSetup login(String account) {
    login = account;
    return this;
  }

  public Mt5HostSetup instruments(List<Instrument> traded) {
    instruments = List.copyOf(traded);
    return this;
  }

  public Mt5HostSetup marginMode(MarginMode mode) {
    marginMode = mode;
    return this;
  }

  /** US dollars. */
  public Mt5HostSetup deposit(BigDecimal amount) {
    deposit = amount;
    return this;
  }

  public Mt5HostSetup leverage(int times) {
    leverage = times;
    return this;
  }

  public Mt5HostSetup seed(long value) {
    seed = value;
    return this;
  }

  /** The broker's round trip. Unless {@link #async}, the host answers nothing else meanwhile. */
  public Mt5HostSetup latencyMillis(long millis) {
    latencyMillis = millis;
    return this;
  }

  /** Answer PENDING at once; results follow as events. */
  public Mt5HostSetup async(boolean on) {
    async = on;
    return this;
  }

  boolean lockStep() {
    return !async;
  }

  TerminalOptions terminal(Path directory) {
    return new TerminalOptions(
        login, instruments, marginMode, deposit, leverage, seed, latencyMillis, async, directory);
  }
}
