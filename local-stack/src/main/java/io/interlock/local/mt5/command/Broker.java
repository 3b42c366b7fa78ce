package io.interlock.local.mt5.command;

import io.interlock.local.mt5.trade.Change;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.QuoteFeed;
import io.interlock.local.mt5.trade.TradeServer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The broker a terminal is connected to: its books, kept on disk, and its quotes. Outlives the
 * terminal's restarts. Owned by the host's thread.
 */
public final class Broker implements AutoCloseable {
  private static final long DAY_MICROS = 86_400_000_000L;

  private final TradeServer server;
  private final QuoteFeed feed;
  private final LineFile books;
  private final HostClock clock;
  private final Set<String> closedMarkets = new HashSet<>();
  private final List<Ledger.Received> commands = new ArrayList<>();
  private final Set<String> outstanding = new HashSet<>();
  private boolean connected = true;
  private long latencyMillis;

  public Broker(TerminalOptions options, HostClock clock) {
    this.clock = clock;
    this.latencyMillis = options.latencyMillis();
    this.feed = new QuoteFeed(options.seed());
    this.server =
        new TradeServer(
            options.instruments(), options.marginMode(), options.deposit(), options.leverage());
    this.books = new LineFile(options.dataDir().resolve("broker.jsonl"));
    books.load(Change.class, server::restore);
    server.instruments().forEach(this::quote);
    settle();
  }

  /** The symbol's next quote, with all that it triggers. */
  public void quote(Instrument instrument) {
    server.quote(feed.next(instrument, clock.micros() / 1_000));
  }

  public TradeServer server() {
    return server;
  }

  public QuoteFeed feed() {
    return feed;
  }

  /** Whether terminals can reach it. */
  public boolean connected() {
    return connected;
  }

  public void connected(boolean on) {
    connected = on;
  }

  public long latencyMillis() {
    return latencyMillis;
  }

  public void latencyMillis(long millis) {
    latencyMillis = millis;
  }

  public boolean marketOpen(String symbol) {
    return !closedMarkets.contains(symbol);
  }

  public void marketOpen(String symbol, boolean open) {
    if (open) {
      closedMarkets.remove(symbol);
    } else {
      closedMarkets.add(symbol);
    }
  }

  /** An order is on its way; it may still be executed after the terminal has restarted. */
  void sending(String commandId) {
    outstanding.add(commandId);
  }

  void sent(String commandId) {
    outstanding.remove(commandId);
  }

  boolean outstanding(String commandId) {
    return outstanding.contains(commandId);
  }

  public Ledger ledger() {
    return new Ledger(
        server.books().orders(),
        server.books().deals(),
        server.books().positions(),
        server.books().funds(),
        List.copyOf(commands));
  }

  @Override
  public void close() {
    books.close();
  }

  /** What changed since the last call, written down. */
  List<Change> settle() {
    List<Change> changes = server.books().drainChanges();
    changes.forEach(books::append);
    return changes;
  }

  void expire() {
    long now = clock.micros();
    server.expire(now, now - now % DAY_MICROS);
  }

  /** Notes a command and says where, so that its outcome can be added. */
  int received(Ledger.Received command) {
    commands.add(command);
    return commands.size() - 1;
  }

  void answered(int index, String outcome, boolean duplicate) {
    Ledger.Received c = commands.get(index);
    commands.set(
        index,
        new Ledger.Received(
            c.atMicros(), c.action(), c.requestId(), c.clientOrderId(), outcome, duplicate));
  }
}
