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
  private final PaperDesk desk;
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
    this.desk = new PaperDesk(descriptor, new PaperStore(file, fresh), tape, gate, listener, clock);
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
        thread.execute(
            () -> {
              turnsWaiting.remove(tick.symbol());
              desk.turn(tick.symbol());
            });
      } catch (RejectedExecutionException e) {
        LOG.debugf("closed: broker=%s", descriptor.brokerId());
      }
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
        () -> PaperMarket.place(desk.book(), order, tape.quote(order.symbol()), desk.now()));
  }

  @Override
  public CompletableFuture<GatewayResult> close(ClosePosition close) {
    return command(
        close.context(),
        Intent.REDUCING,
        () -> {
          VenuePosition position = desk.book().positions().get(close.ticket());
          Tick quote = position == null ? null : tape.quote(position.symbol());
          return PaperClosing.commanded(desk.book(), close, quote, desk.now());
        });
  }

  @Override
  public CompletableFuture<GatewayResult> modify(ModifyOrder modify) {
    return command(
        modify.context(), Intent.REDUCING, () -> PaperModification.apply(desk.book(), modify));
  }

  @Override
  public CompletableFuture<GatewayResult> cancel(CancelOrder cancel) {
    return command(
        cancel.context(),
        Intent.REDUCING,
        () -> PaperMarket.cancel(desk.book(), cancel, desk.now()));
  }

  private CompletableFuture<GatewayResult> command(
      CommandContext context, Intent intent, Supplier<Outcome> command) {
    if (!context.account().equals(descriptor.account())) {
      return CompletableFuture.completedFuture(
          new GatewayResult.Rejected(
              "WRONG_ACCOUNT", "this is account " + descriptor.account(), "bridge", null));
    }
    return onThread(() -> desk.carryOut(context, intent, command))
        .exceptionally(
            failure ->
                failure instanceof RejectedExecutionException
                    ? new GatewayResult.NotSent("CLOSED", "the session is closed")
                    : new GatewayResult.InDoubt("INTERNAL", String.valueOf(failure.getMessage())));
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
    return onThread(() -> desk.fence(fence))
        .exceptionally(
            failure -> new VenueAnswer.Unknown("INTERNAL", String.valueOf(failure.getMessage())));
  }

  @Override
  public CompletableFuture<VenueAnswer> order(ClientOrderId clientOrderId) {
    return CompletableFuture.completedFuture(desk.known(clientOrderId.value()));
  }

  @Override
  public CompletableFuture<VenueSnapshot> snapshot(Instant from) {
    return CompletableFuture.completedFuture(desk.snapshot(from));
  }

  @Override
  public void attached(long epoch) {
    LOG.debugf("attached: broker=%s epoch=%d", descriptor.brokerId(), epoch);
  }

  @Override
  public CompletableFuture<KillReport.Layer> kill(long killEpoch, boolean flatten, String reason) {
    return onThread(() -> flatten ? desk.flattened(killEpoch) : desk.latched(killEpoch))
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
        PaperMoney.account(desk.book(), tape::quote, desk.now()),
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
