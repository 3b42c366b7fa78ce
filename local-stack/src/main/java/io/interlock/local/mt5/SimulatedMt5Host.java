package io.interlock.local.mt5;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.broker.Dialect;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.local.mt5.command.Broker;
import io.interlock.local.mt5.command.Dialects;
import io.interlock.local.mt5.command.Ledger;
import io.interlock.local.mt5.fault.Fault;
import io.interlock.local.mt5.fault.FaultScript;
import io.interlock.local.mt5.trade.Instrument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A MetaTrader 5 host that is not one: REP and PUB sockets, the commands of the wire, a broker that
 * fills, and faults on demand.
 *
 * <p>All state belongs to one thread of its own; the methods here may be called from any thread.
 */
public final class SimulatedMt5Host implements AutoCloseable {
  private static final long HEARTBEAT_MILLIS = 1_000;

  private final Mt5HostSetup setup;
  private final Path dataDir;
  private final boolean temporary;
  private final FaultScript faults = new FaultScript();
  private final Broker broker;
  private final HostSockets sockets;
  private final HostThread thread;
  private final ControlServer control;
  private Dialects.Started started;
  private int unanswered;

  private SimulatedMt5Host(Mt5HostSetup setup) {
    this.setup = setup;
    this.temporary = setup.dataDir == null;
    this.dataDir = setup.dataDir == null ? temporaryDirectory() : setup.dataDir;
    this.sockets = new HostSockets(setup.bindAddress, setup.commandPort, setup.dataPort);
    this.thread = new HostThread("simulated-mt5", this::receive, this::end);
    this.broker = new Broker(setup.terminal(dataDir), setup.clock);
    this.started = startTerminal();
    this.control = new ControlServer(this, setup.bindAddress, setup.controlPort);
  }

  /**
   * Starts a host; it answers once this returns.
   *
   * @throws IllegalStateException if a port is taken
   */
  public static SimulatedMt5Host start(Mt5HostSetup setup) {
    SimulatedMt5Host host = new SimulatedMt5Host(setup);
    host.thread.start();
    host.control.start();
    host.thread.call(
        () -> {
          host.broker.server().instruments().forEach(host::tick);
          host.beat();
          return true;
        });
    return host;
  }

  public int commandPort() {
    return sockets.commandPort();
  }

  public int dataPort() {
    return sockets.dataPort();
  }

  public int controlPort() {
    return control.port();
  }

  /** Which start of the terminal this is. */
  public String bootId() {
    return thread.call(() -> started.terminal().bootId());
  }

  /** Everything that really happened. */
  public Ledger ledger() {
    return thread.call(broker::ledger);
  }

  public void inject(Fault fault) {
    apply(new ControlCommand.Inject(fault));
  }

  /** Does something to the host; done once this returns. */
  public void apply(ControlCommand command) {
    thread.call(
        () -> {
          carryOut(command);
          return true;
        });
  }

  @Override
  public void close() {
    control.close();
    thread.close();
    if (temporary) {
      delete(dataDir);
    }
  }

  private void carryOut(ControlCommand command) {
    switch (command) {
      case ControlCommand.Inject(Fault fault) -> faults.add(fault);
      case ControlCommand.ClearFaults() -> faults.clear();
      case ControlCommand.Freeze() -> thread.freeze(true);
      case ControlCommand.Thaw() -> thread.freeze(false);
      case ControlCommand.TradeServer(boolean connected) -> broker.connected(connected);
      case ControlCommand.Market(String symbol, boolean open) -> broker.marketOpen(symbol, open);
      case ControlCommand.Price price -> {
        Instrument instrument = instrument(price.symbol());
        broker.feed().pin(price.symbol(), price.bid(), price.ask());
        started.events().tick(instrument, false);
      }
      case ControlCommand.FreePrice(String symbol) -> broker.feed().release(symbol);
      case ControlCommand.Latency(long millis) -> broker.latencyMillis(millis);
      case ControlCommand.DropConnections() -> sockets.dropConnections();
      case ControlCommand.Restart() -> {
        started.events().publishing(false);
        started.terminal().close();
        sockets.dropConnections();
        started = startTerminal();
      }
      case ControlCommand.Publishing(boolean on) -> started.events().publishing(on);
      case ControlCommand.SkipEvents(int count) -> started.events().skip(count);
      case ControlCommand.DropEvents(int count) -> started.events().drop(count);
      case ControlCommand.DuplicateEvents(int count) -> started.events().duplicate(count);
      case ControlCommand.HoldEvents() -> started.events().hold();
      case ControlCommand.ReleaseEvents(boolean reversed) -> started.events().release(reversed);
    }
  }

  private Dialects.Started startTerminal() {
    unanswered = 0;
    return Dialects.start(
        setup.dialect,
        setup.terminal(dataDir),
        setup.clock,
        broker,
        faults,
        thread::after,
        sockets::publish);
  }

  /** As a REP socket does, a lock-step host takes no request while one is unanswered. */
  private void receive(int timeoutMillis) {
    if (setup.lockStep() && unanswered > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(timeoutMillis * 1_000_000L);
      return;
    }
    HostSockets.Incoming request = sockets.receive(timeoutMillis);
    if (request == null || lost(request)) {
      return;
    }
    unanswered++;
    String taker = started.terminal().bootId();
    started
        .dialect()
        .handle(
            request.body(),
            (action, clientOrderId, body) -> {
              if (taker.equals(started.terminal().bootId())) {
                unanswered--;
                answer(request, action, clientOrderId, body);
              }
            });
  }

  private boolean lost(HostSockets.Incoming request) {
    if (faults.pending().isEmpty()) {
      return false;
    }
    try {
      JsonNode tree = Json.tree(request.body());
      String action = tree.path(tree.has("action") ? "action" : "type").asText("");
      String clientOrderId = tree.path("payload").path("client_order_id").asText("");
      return faults.take(Fault.Phase.REQUEST, action, clientOrderId) != null;
    } catch (InvalidMessage e) {
      return false;
    }
  }

  private void answer(
      HostSockets.Incoming request, String action, String clientOrderId, byte[] body) {
    Fault fault = faults.take(Fault.Phase.REPLY, action, clientOrderId);
    if (fault == null) {
      sockets.reply(request, body);
      return;
    }
    switch (fault.kind()) {
      case LOSE_REPLY -> {}
      case DELAY_REPLY -> {
        long millis = fault.millis() == null ? 0 : fault.millis();
        thread.after(millis, () -> sockets.reply(request, body));
      }
      case DUPLICATE_REPLY -> {
        sockets.reply(request, body);
        sockets.reply(request, body);
      }
      case GARBAGE_REPLY -> sockets.reply(request, new byte[] {'{', (byte) 0xff, 0, '"', '\n'});
      case OVERSIZED_REPLY -> {
        byte[] blanks = new byte[2 * Json.LARGEST_TREE];
        Arrays.fill(blanks, (byte) ' ');
        sockets.reply(request, blanks);
      }
      case DROP_CONNECTION -> sockets.dropConnections();
      case LOSE_REQUEST, REJECT, REQUOTE, FILL_FRACTION, SLOW, NO_RESULT ->
          throw new IllegalStateException(fault.kind() + " is no fault of replies");
    }
  }

  private void tick(Instrument instrument) {
    started.events().tick(instrument, setup.dialect != Dialect.INTERLOCK_1);
    thread.after(setup.tickMillis, () -> tick(instrument));
  }

  private void beat() {
    started.events().heartbeat();
    started.dialect().sweep();
    thread.after(HEARTBEAT_MILLIS, this::beat);
  }

  private void end() {
    sockets.close();
    started.terminal().close();
    broker.close();
  }

  private Instrument instrument(String symbol) {
    Instrument instrument = broker.server().find(symbol);
    if (instrument == null) {
      throw new IllegalArgumentException("symbol: " + symbol + " is not traded here");
    }
    return instrument;
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("simulated-mt5-");
    } catch (IOException e) {
      throw new UncheckedIOException("can't create a directory for the host", e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't delete " + directory, e);
    }
  }
}
