package io.interlock.gateway.paper;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.gateway.CancelOrder;
import io.interlock.contracts.gateway.ClosePosition;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.FenceOrder;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.ModifyOrder;
import io.interlock.contracts.gateway.PlaceOrder;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.DurableFile;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.paper.PaperMarket.Outcome;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A paper account. One thread owns the book; a command is answered when the book is on the disk.
 */
final class PaperSession implements VenueSession {
  private static final Logger LOG = Logger.getLogger(PaperSession.class);
  private static final long CARE_MILLIS = 1_000;

  private final BrokerDescriptor descriptor;
  private final Path file;
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;
  private final Instant since;
  private final ScheduledExecutorService thread;
  private final Map<String, Tick> quotes = new ConcurrentHashMap<>();
  private final Map<String, Boolean> turnsWaiting = new ConcurrentHashMap<>();
  private final Map<String, SymbolSpecification> specifications = new ConcurrentHashMap<>();
  private volatile PaperBook book;
  private volatile AutoCloseable quoting = () -> {};

  PaperSession(
      BrokerDescriptor descriptor,
      Path file,
      PaperBook fresh,
      WriteGate gate,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.file = file;
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
    this.since = clock.instant();
    this.book = read(file, fresh);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("paper-" + descriptor.brokerId()).daemon().factory());
  }

  private static PaperBook read(Path file, PaperBook fresh) {
    try {
      return Files.exists(file)
          ? Json.readTolerant(Files.readAllBytes(file), PaperBook.class)
          : fresh;
    } catch (IOException | InvalidMessage e) {
      throw new IllegalArgumentException("the paper book can't be read: " + file + ": " + e, e);
    }
  }

  PaperSession start() {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> listener.status(status()), 0, CARE_MILLIS, MILLISECONDS);
    return this;
  }

  /** Closed with the session. */
  PaperSession quotedBy(AutoCloseable source) {
    quoting = source;
    return this;
  }

  ScheduledExecutorService thread() {
    return thread;
  }

  /** A quote to fill at. Returns at once; of many only the newest of each symbol is worked on. */
  void quote(Tick tick) {
    if (!descriptor.trades(tick.symbol())) {
      return;
    }
    quotes.put(tick.symbol(), tick);
    var _ =
        specifications.computeIfAbsent(
            tick.symbol(), symbol -> PaperQuotes.specification(symbol, tick.bid().scale()));
    if (turnsWaiting.put(tick.symbol(), true) == null) {
      try {
        thread.execute(() -> turn(tick.symbol()));
      } catch (RejectedExecutionException e) {
        LOG.debugf("closed: broker=%s", descriptor.brokerId());
      }
    }
  }

  private void turn(String symbol) {
    turnsWaiting.remove(symbol);
    Tick quote = quotes.get(symbol);
    if (quote == null) {
      return;
    }
    gate.writing().lock();
    try {
      boolean killed = gate.state().killed(descriptor.brokerId());
      PaperMarket.Turn turn = PaperMarket.quoted(killed ? withoutOrders(book) : book, quote, now());
      if (!turn.news().isEmpty()) {
        store(killed ? withOrders(turn.book(), book) : turn.book());
      }
      turn.news().forEach(this::report);
    } finally {
      gate.writing().unlock();
    }
  }

  /** Killed, working orders don't fill; protective legs go on working. */
  private static PaperBook withoutOrders(PaperBook book) {
    return new PaperBook(
        book.number(), book.balance(), new LinkedHashMap<>(), book.positions(), book.fenced());
  }

  private static PaperBook withOrders(PaperBook book, PaperBook orders) {
    return new PaperBook(
        book.number(), book.balance(), orders.orders(), book.positions(), book.fenced());
  }

  @Override
  public BrokerDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public CompletableFuture<GatewayResult> place(PlaceOrder order) {
    return command(
        order.context(),
        Intent.OPENING,
        () -> PaperMarket.place(book, order, quotes.get(order.symbol()), now()));
  }

  @Override
  public CompletableFuture<GatewayResult> close(ClosePosition close) {
    return command(
        close.context(),
        Intent.REDUCING,
        () -> {
          VenuePosition position = book.positions().get(close.ticket());
          Tick quote = position == null ? null : quotes.get(position.symbol());
          return PaperClosing.commanded(book, close, quote, now());
        });
  }

  @Override
  public CompletableFuture<GatewayResult> modify(ModifyOrder modify) {
    return command(modify.context(), Intent.REDUCING, () -> PaperModification.apply(book, modify));
  }

  @Override
  public CompletableFuture<GatewayResult> cancel(CancelOrder cancel) {
    return command(
        cancel.context(), Intent.REDUCING, () -> PaperMarket.cancel(book, cancel, now()));
  }

  private CompletableFuture<GatewayResult> command(
      CommandContext context, Intent intent, Supplier<Outcome> command) {
    if (!context.account().equals(descriptor.account())) {
      return CompletableFuture.completedFuture(
          new GatewayResult.Rejected(
              "WRONG_ACCOUNT", "this is account " + descriptor.account(), "bridge", null));
    }
    return onThread(() -> carryOut(context, intent, command))
        .exceptionally(
            failure -> new GatewayResult.InDoubt("INTERNAL", String.valueOf(failure.getMessage())));
  }

  private GatewayResult carryOut(CommandContext context, Intent intent, Supplier<Outcome> command) {
    gate.writing().lock();
    try {
      GatewayResult refusal = gate.refusal(descriptor.brokerId(), intent, context);
      if (refusal != null) {
        return refusal;
      }
      Outcome outcome = command.get();
      if (!outcome.book().equals(book)) {
        store(outcome.book());
      }
      outcome.news().forEach(this::report);
      return outcome.result();
    } finally {
      gate.writing().unlock();
    }
  }

  /** As exact as the book is stored. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private void store(PaperBook next) {
    try {
      DurableFile.replace(file, Json.bytes(next));
      book = next;
    } catch (IOException e) {
      throw new UncheckedIOException("the paper book can't be written: " + file, e);
    }
  }

  private void report(VenueOrder order) {
    listener.order(descriptor, order);
  }

  private <T> CompletableFuture<T> onThread(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, thread);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<VenueAnswer> fence(FenceOrder fence) {
    return onThread(
            () -> {
              String id = fence.clientOrderId().value();
              if (!book.orders().containsKey(id) && !book.fenced().contains(id)) {
                store(book.withFenced(id));
              }
              return known(id);
            })
        .exceptionally(
            failure -> new VenueAnswer.Unknown("INTERNAL", String.valueOf(failure.getMessage())));
  }

  @Override
  public CompletableFuture<VenueAnswer> order(ClientOrderId clientOrderId) {
    return CompletableFuture.completedFuture(known(clientOrderId.value()));
  }

  private VenueAnswer known(String id) {
    PaperBook.Entry entry = book.orders().get(id);
    if (entry != null) {
      return new VenueAnswer.Known(entry.order());
    }
    return book.fenced().contains(id)
        ? new VenueAnswer.Absent("FENCED")
        : new VenueAnswer.Unknown("NOT_FOUND", "there is no order " + id);
  }

  @Override
  public CompletableFuture<VenueSnapshot> snapshot(Instant from) {
    PaperBook now = book;
    List<VenueOrder> orders = new ArrayList<>();
    for (PaperBook.Entry entry : now.orders().values()) {
      Instant at = entry.order().at();
      if (entry.works() || (at != null && !at.isBefore(from))) {
        orders.add(entry.order());
      }
    }
    return CompletableFuture.completedFuture(
        new VenueSnapshot(orders, List.copyOf(now.positions().values()), clock.instant()));
  }

  @Override
  public void attached(long epoch) {
    LOG.debugf("attached: broker=%s epoch=%d", descriptor.brokerId(), epoch);
  }

  @Override
  public CompletableFuture<KillReport.Layer> kill(long killEpoch, boolean flatten, String reason) {
    return onThread(() -> flatten ? flattened(killEpoch) : latched(killEpoch))
        .exceptionally(
            failure ->
                new KillReport.Layer(
                    "host", descriptor.brokerId(), null, null, String.valueOf(failure)));
  }

  private KillReport.Layer flattened(long killEpoch) {
    PaperFlattening.Flat flat = PaperFlattening.flatten(book, quotes::get, now());
    store(flat.book());
    flat.news().forEach(this::report);
    int left = flat.book().positions().size();
    return left == 0
        ? latched(killEpoch)
        : new KillReport.Layer(
            "host", descriptor.brokerId(), true, killEpoch, left + " positions have no quote");
  }

  /** The latch of the bridge is this venue's own. */
  private KillReport.Layer latched(long killEpoch) {
    return new KillReport.Layer("host", descriptor.brokerId(), true, killEpoch, null);
  }

  @Override
  public CompletableFuture<KillReport.Layer> resetKill(long killEpoch) {
    return CompletableFuture.completedFuture(
        new KillReport.Layer("host", descriptor.brokerId(), false, killEpoch, null));
  }

  @Override
  public BrokerStatus status() {
    String broker = descriptor.brokerId();
    @Nullable String problem = quotes.isEmpty() ? "no quote has come yet" : null;
    return new BrokerStatus(
        broker,
        descriptor.account(),
        problem == null ? BrokerStatus.State.CONNECTED : BrokerStatus.State.DEGRADED,
        true,
        gate.state().killed(broker),
        gate.state().epoch(broker),
        0L,
        problem,
        PaperMoney.account(book, quotes::get, now()),
        List.copyOf(specifications.values()),
        since,
        clock.instant());
  }

  @Override
  public void close() {
    try {
      quoting.close();
    } catch (Exception e) {
      LOG.warnf(e, "quotes do not end: broker=%s", descriptor.brokerId());
    }
    thread.shutdownNow();
  }
}
