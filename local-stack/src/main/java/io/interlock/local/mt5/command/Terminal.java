package io.interlock.local.mt5.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.fault.FaultScript;
import io.interlock.local.mt5.trade.Books;
import io.interlock.local.mt5.trade.Change;
import io.interlock.local.mt5.trade.Instrument;
import io.interlock.local.mt5.trade.Order;
import io.interlock.local.mt5.trade.TradeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One start of the simulated terminal: what it remembers on disk (journal, kill latch, highest
 * epoch) and what it forgets (HELLO, subscriptions, sequence numbers). Owned by the host's thread.
 */
public final class Terminal implements AutoCloseable {
  /** Runs something later on the host's thread. */
  public interface Delays {
    void after(long millis, Runnable task);
  }

  /** What survives a restart beside the journal. */
  record Remembered(long epoch, KillLatch kill) {}

  final TerminalOptions options;
  final HostClock clock;
  final Broker broker;
  final FaultScript faults;
  final Delays delays;
  final CommandJournal journal;
  final EventLog events;
  final String bootId = "b-" + UUID.randomUUID();
  final long startedMonoMillis;
  final TreeSet<String> subscribed = new TreeSet<>();
  boolean hello;
  long commands;
  long duplicates;
  long refused;
  @Nullable String lastError;

  private final Path stateFile;
  private Remembered remembered;
  private boolean closed;

  Terminal(
      TerminalOptions options,
      HostClock clock,
      Broker broker,
      FaultScript faults,
      Delays delays,
      EventLog.Publisher publisher) {
    this.options = options;
    this.clock = clock;
    this.broker = broker;
    this.faults = faults;
    this.delays = delays;
    this.startedMonoMillis = clock.monoMillis();
    this.journal = new CommandJournal(options.dataDir().resolve("commands.jsonl"));
    this.stateFile = options.dataDir().resolve("terminal.json");
    this.remembered = load(stateFile);
    this.events = new EventLog(bootId, clock, this::epoch, publisher);
  }

  public String bootId() {
    return bootId;
  }

  TradeServer server() {
    return broker.server();
  }

  Books books() {
    return broker.server().books();
  }

  long epoch() {
    return remembered.epoch();
  }

  KillLatch kill() {
    return remembered.kill();
  }

  void raiseEpoch(long epoch) {
    if (epoch > remembered.epoch()) {
      remember(new Remembered(epoch, remembered.kill()));
    }
  }

  void latch(KillLatch kill) {
    remember(new Remembered(remembered.epoch(), kill));
  }

  OrderResult result(Order order) {
    return OrderResult.of(order, books().dealsOf(order.order()));
  }

  /**
   * Writes down and publishes what has changed at the broker. What is executed after this start has
   * ended is left to the next one.
   */
  void settle() {
    if (closed) {
      return;
    }
    List<Change> changes = broker.settle();
    boolean traded = false;
    for (Change change : changes) {
      switch (change) {
        case Change.OfOrder(Order order) -> events.publish("event.order", result(order));
        case Change.OfDeal deal -> {
          traded = true;
          events.publish("event.deal", deal.deal());
        }
        case Change.OfPosition position -> {
          var body = Json.treeOf(position.position());
          ((com.fasterxml.jackson.databind.node.ObjectNode) body)
              .put("change", position.kind().name());
          events.publish("event.position", body);
        }
      }
    }
    if (traded) {
      events.publish("event.account", AccountInfo.of(this));
    }
  }

  /** A new quote of a symbol, published if anyone subscribed. */
  void tick(Instrument instrument, boolean always) {
    if (!broker.connected() || !broker.marketOpen(instrument.symbol())) {
      return;
    }
    broker.quote(instrument);
    var quote = server().touch(instrument.symbol());
    if (quote != null && (always || subscribed.contains(instrument.symbol()))) {
      events.publish(
          "tick." + quote.symbol(),
          Map.of(
              "symbol", quote.symbol(),
              "bid", quote.bid(),
              "ask", quote.ask(),
              "last", quote.bid(),
              "volume", 1,
              "time_msc", quote.timeMsc()));
    }
    settle();
  }

  void heartbeat() {
    broker.expire();
    settle();
    Map<String, Object> beat = new LinkedHashMap<>();
    beat.put("mono_ms", clock.monoMillis());
    beat.put("connected", broker.connected());
    beat.put("kill", KillCommands.view(kill()));
    if (!events.holding()) {
      beat.put("event_seq", events.seq("event"));
    }
    events.publish("hb", beat);
  }

  @Override
  public void close() {
    settle();
    closed = true;
    journal.close();
  }

  private void remember(Remembered state) {
    Path written = stateFile.resolveSibling("terminal.json.new");
    try {
      Files.write(written, Json.bytes(state));
      Files.move(written, stateFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("can't write " + stateFile, e);
    }
    remembered = state;
  }

  private static Remembered load(Path file) {
    try {
      return Files.exists(file)
          ? Json.read(Files.readString(file).getBytes(UTF_8), Remembered.class)
          : new Remembered(0, KillLatch.OPEN);
    } catch (IOException e) {
      throw new UncheckedIOException("can't read " + file, e);
    } catch (InvalidMessage e) {
      throw new IllegalStateException(file + " is not a terminal's: " + e.getMessage(), e);
    }
  }
}
