package io.interlock.gateway.paper;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
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
import io.interlock.contracts.market.Tick;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.paper.PaperMarket.Outcome;
import io.interlock.gateway.venue.Together;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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
  private static final long CLOSE_MILLIS = 2_000;

  private final BrokerDescriptor descriptor;
  private final PaperStore store;
  private final PaperTape tape = new PaperTape();
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;
  private final Instant since;
  private final ScheduledExecutorService thread;
  private final Map<String, Boolean> turnsWaiting = new ConcurrentHashMap<>();
  private volatile AutoCloseable quoting = () -> {};

  PaperSession(
      BrokerDescriptor descriptor,
      Path file,
      PaperBook fresh,
      WriteGate gate,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.store = new PaperStore(file, fresh);
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
    this.since = clock.instant();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("paper-" + descriptor.brokerId()).daemon().factory());
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
    tape.take(tick);
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
    Tick quote = tape.quote(symbol);
    if (quote == null) {
      return;
    }
    gate.writing().lock();
    try {
      PaperBook book = store.book();
      // Killed, working orders don't fill; protective legs go on working.
      boolean killed = gate.state().killed(descriptor.brokerId());
      PaperMarket.Turn turn =
          PaperMarket.quoted(killed ? book.withoutOrders() : book, quote, now());
      if (!turn.news().isEmpty()) {
        store.write(killed ? turn.book().withOrdersOf(book) : turn.book(), now());
      }
      turn.news().forEach(this::report);
      if (killed && gate.state().standing(descriptor.brokerId()).flatten()) {
        // What had no quote when the kill came, or was cut off by a restart.
        flatten();
      }
    } finally {
      gate.writing().unlock();
    }
  }

  @Override
  public BrokerDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public CompletableFuture<List<GatewayResult>> place(List<PlaceOrder> orders) {
    return Together.of(orders.stream().map(this::open).toList());
  }

  private CompletableFuture<GatewayResult> open(PlaceOrder order) {
    return command(
        order.context(),
        Intent.OPENING,
        () -> PaperMarket.place(store.book(), order, tape.quote(order.symbol()), now()));
  }

  @Override
  public CompletableFuture<GatewayResult> close(ClosePosition close) {
    return command(
        close.context(),
        Intent.REDUCING,
        () -> {
          VenuePosition position = store.book().positions().get(close.ticket());
          Tick quote = position == null ? null : tape.quote(position.symbol());
          return PaperClosing.commanded(store.book(), close, quote, now());
        });
  }

  @Override
  public CompletableFuture<GatewayResult> modify(ModifyOrder modify) {
    return command(
        modify.context(), Intent.REDUCING, () -> PaperModification.apply(store.book(), modify));
  }

  @Override
  public CompletableFuture<GatewayResult> cancel(CancelOrder cancel) {
    return command(
        cancel.context(), Intent.REDUCING, () -> PaperMarket.cancel(store.book(), cancel, now()));
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
            failure ->
                failure instanceof RejectedExecutionException
                    ? new GatewayResult.NotSent("CLOSED", "the session is closed")
                    : new GatewayResult.InDoubt("INTERNAL", String.valueOf(failure.getMessage())));
  }

  private GatewayResult carryOut(CommandContext context, Intent intent, Supplier<Outcome> command) {
    gate.writing().lock();
    try {
      GatewayResult refusal = gate.refusal(descriptor.brokerId(), intent, context);
      if (refusal != null) {
        return refusal;
      }
      Outcome outcome = command.get();
      if (!outcome.book().equals(store.book())) {
        store.write(outcome.book(), now());
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
              if (!store.book().orders().containsKey(id) && !store.book().fenced().contains(id)) {
                store.write(store.book().withFenced(id), now());
              }
              VenueAnswer answer = known(id);
              return answer instanceof VenueAnswer.Absent && !store.book().remembers(fence.sentAt())
                  ? new VenueAnswer.Unknown("FORGOTTEN", "orders of that time are no longer kept")
                  : answer;
            })
        .exceptionally(
            failure -> new VenueAnswer.Unknown("INTERNAL", String.valueOf(failure.getMessage())));
  }

  @Override
  public CompletableFuture<VenueAnswer> order(ClientOrderId clientOrderId) {
    return CompletableFuture.completedFuture(known(clientOrderId.value()));
  }

  private VenueAnswer known(String id) {
    PaperBook book = store.book();
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
    PaperBook now = store.book();
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

  @Override
  public CompletableFuture<KillReport.Layer> rehearseKill() {
    return onThread(
        () ->
            new KillReport.Layer(
                "host", descriptor.brokerId(), status().killLatched(), null, null));
  }

  private void flatten() {
    PaperFlattening.Flat flat = PaperFlattening.flatten(store.book(), tape::quote, now());
    if (!flat.news().isEmpty()) {
      store.write(flat.book(), now());
      flat.news().forEach(this::report);
    }
  }

  private KillReport.Layer flattened(long killEpoch) {
    flatten();
    int left = store.book().positions().size();
    return left == 0
        ? latched(killEpoch)
        : new KillReport.Layer(
            "host", descriptor.brokerId(), true, killEpoch, left + " positions wait for a quote");
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
    @Nullable String problem = tape.isEmpty() ? "no quote has come yet" : null;
    return new BrokerStatus(
        broker,
        descriptor.account(),
        problem == null ? BrokerStatus.State.CONNECTED : BrokerStatus.State.DEGRADED,
        true,
        gate.state().killed(broker),
        gate.state().epoch(broker),
        0L,
        problem,
        PaperMoney.account(store.book(), tape::quote, now()),
        tape.specifications(),
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
    // What was taken is answered, and the book on the disk is the last one before it is read again.
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_MILLIS, MILLISECONDS)) {
        LOG.errorf("its last commands take long: broker=%s", descriptor.brokerId());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
