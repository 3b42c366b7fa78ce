package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.interlock.contracts.broker.AccountSnapshot;
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
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.GateState;
import io.interlock.gateway.gate.Latch;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Specifications.Instrument;
import io.interlock.gateway.wire.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A broker account at an MT5 terminal. */
final class Mt5Session implements VenueSession {
  private static final Logger LOG = Logger.getLogger(Mt5Session.class);
  private static final long CARE_MILLIS = 1_000;

  private final BrokerDescriptor descriptor;
  private final HostDialect dialect;
  private final Hosts hosts;
  private final HostKnowledge knowledge;
  private final SessionMarket market;
  private final HostQueries queries;
  private final OrderRules rules;
  private final @Nullable SentJournal sent;
  private final SessionTerms terms;
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;
  private final ScheduledExecutorService care;
  private volatile BrokerStatus lastStatus;

  Mt5Session(
      BrokerDescriptor descriptor,
      HostDialect dialect,
      Hosts hosts,
      HostKnowledge knowledge,
      SessionMarket market,
      @Nullable SentJournal sent,
      SessionTerms terms,
      WriteGate gate,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.dialect = dialect;
    this.hosts = hosts;
    this.knowledge = knowledge;
    this.market = market;
    this.queries = new HostQueries(dialect, hosts::reader);
    this.rules = new OrderRules(descriptor, dialect, knowledge);
    this.sent = sent;
    this.terms = terms;
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
    this.lastStatus = status(BrokerStatus.State.DISCONNECTED, "not connected yet", clock.instant());
    this.care =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("care-" + descriptor.brokerId()).daemon().factory());
  }

  Mt5Session start() {
    var _ = care.scheduleWithFixedDelay(this::tend, 0, CARE_MILLIS, MILLISECONDS);
    return this;
  }

  private void tend() {
    try {
      hosts.care();
      knowledge.care(hosts.active());
      market.care(hosts.active());
      keepKilled();
      listener.status(refreshed());
    } catch (RuntimeException e) {
      LOG.errorf(e, "care failed: broker=%s", descriptor.brokerId());
    }
  }

  /** A host that has started anew, or came back, is told of a kill that stands. */
  private void keepKilled() {
    GateState state = gate.state();
    String broker = descriptor.brokerId();
    if (state.killed(broker)) {
      Latch latch = state.standing(broker);
      hosts.keepKilled(state.killEpoch(broker), latch.flatten(), latch.reason());
    }
  }

  @Override
  public BrokerDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public CompletableFuture<GatewayResult> place(PlaceOrder order) {
    return switch (rules.open(order)) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) -> send(command, order.context(), Intent.OPENING);
    };
  }

  @Override
  public CompletableFuture<GatewayResult> close(ClosePosition close) {
    return switch (rules.close(close)) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) -> send(command, close.context(), Intent.REDUCING);
    };
  }

  @Override
  public CompletableFuture<GatewayResult> modify(ModifyOrder modify) {
    return switch (rules.modify(modify)) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) -> send(command, modify.context(), Intent.REDUCING);
    };
  }

  @Override
  public CompletableFuture<GatewayResult> cancel(CancelOrder cancel) {
    return switch (rules.cancel(cancel)) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) -> send(command, cancel.context(), Intent.REDUCING);
    };
  }

  private CompletableFuture<GatewayResult> send(
      HostRequest.Change command, CommandContext context, Intent intent) {
    String key = key(command);
    AtomicBoolean claimed = new AtomicBoolean();
    Failover failover = hosts.failover();
    HostLink host = hosts.active();
    CommandTerms commandTerms =
        CommandTerms.of(
            context,
            intent == Intent.OPENING,
            clock,
            terms.commandTimeout(),
            terms.lateReplyGrace());
    Supplier<@Nullable GatewayResult> check =
        () -> {
          GatewayResult refusal = failover.refusal(host);
          if (refusal == null) {
            refusal = gate.refusal(descriptor.brokerId(), intent, context);
          }
          if (refusal != null) {
            return refusal;
          }
          failover.written(commandTerms.deadlineNanos());
          if (sent == null || claimed.get()) {
            return null;
          }
          claimed.set(sent.claim(key));
          return claimed.get()
              ? null
              : new GatewayResult.InDoubt(
                  "ALREADY_SENT", "written before or fenced; this host would carry it out twice");
        };
    return host.change(command, commandTerms, check, late -> late(command, late))
        .thenApply(
            result -> {
              if (sent != null && claimed.get() && result instanceof GatewayResult.NotSent) {
                sent.release(key);
              }
              failover.learned(command.subject(), result);
              knowledge.learn(command, result);
              return knowledge.ours(result);
            });
  }

  private static String key(HostRequest.Change command) {
    ClientOrderId subject = command.subject();
    return command instanceof HostRequest.Open && subject != null
        ? subject.value()
        : "command " + command.commandId();
  }

  private void late(HostRequest.Change command, GatewayResult result) {
    LOG.warnf(
        "late reply: broker=%s command=%s %s", descriptor.brokerId(), command.commandId(), result);
    hosts.failover().learned(command.subject(), result);
    VenueOrder order = Verdict.asOrder(command, result);
    if (order != null) {
      listener.order(descriptor, knowledge.ours(order));
    }
  }

  @Override
  public CompletableFuture<VenueAnswer> fence(FenceOrder fence) {
    long known = gate.state().epoch(descriptor.brokerId());
    if (fence.epoch() < known) {
      return answered(new VenueAnswer.Unknown("STALE_EPOCH", "the account is at epoch " + known));
    }
    if (dialect.removesDuplicates()) {
      return asked(
          hosts.active(), new HostRequest.Fence(fence.clientOrderId()), fence.clientOrderId());
    }
    if (sent != null && sent.fence(fence.clientOrderId().value())) {
      return answered(new VenueAnswer.Absent("NEVER_WRITTEN"));
    }
    return order(fence.clientOrderId());
  }

  @Override
  public CompletableFuture<VenueAnswer> order(ClientOrderId clientOrderId) {
    HostRequest.OrderStatus query = new HostRequest.OrderStatus(clientOrderId);
    return dialect.speaks(query)
        ? asked(hosts.reader(), query, clientOrderId)
        : PositionSearch.find(queries, clientOrderId).thenApply(knowledge::ours);
  }

  private CompletableFuture<VenueAnswer> asked(
      HostLink link, HostRequest.Query query, ClientOrderId id) {
    return link.ask(query)
        .thenApply(
            answer -> {
              VenueAnswer said =
                  switch (answer) {
                    case HostLink.Answer.Heard(var reply) ->
                        knowledge.ours(Verdict.ofAnswer(reply));
                    case HostLink.Answer.Silent(var code, var message) ->
                        new VenueAnswer.Unknown(code, message);
                  };
              hosts.failover().learned(id, said);
              return said;
            });
  }

  private static CompletableFuture<VenueAnswer> answered(VenueAnswer answer) {
    return CompletableFuture.completedFuture(answer);
  }

  @Override
  public CompletableFuture<VenueSnapshot> snapshot(Instant since) {
    return queries.snapshot(since, clock.instant()).thenApply(knowledge::ours);
  }

  @Override
  public void attached(long epoch) {
    hosts.greet();
  }

  @Override
  public CompletableFuture<KillReport.Layer> kill(long killEpoch, boolean flatten, String reason) {
    return hosts.kill(killEpoch, flatten, reason);
  }

  @Override
  public CompletableFuture<KillReport.Layer> resetKill(long killEpoch) {
    return hosts.resetKill(killEpoch);
  }

  @Override
  public BrokerStatus status() {
    return refreshed();
  }

  private BrokerStatus refreshed() {
    HostLink active = hosts.active();
    String unfit = active.unfit();
    BrokerStatus.State state =
        unfit == null
            ? BrokerStatus.State.CONNECTED
            : active.healthy() ? BrokerStatus.State.DEGRADED : BrokerStatus.State.DISCONNECTED;
    Instant since = lastStatus.state() == state ? lastStatus.since() : clock.instant();
    if (lastStatus.state() != state) {
      LOG.infof(
          "session is %s: broker=%s %s", state, descriptor.brokerId(), unfit == null ? "" : unfit);
    }
    BrokerStatus status = status(state, unfit, since);
    lastStatus = status;
    return status;
  }

  private BrokerStatus status(BrokerStatus.State state, @Nullable String problem, Instant since) {
    String broker = descriptor.brokerId();
    HostState host = hosts.active().state();
    AccountSnapshot account = knowledge.account();
    Long roundTrip = host.roundTripNanos();
    return new BrokerStatus(
        broker,
        descriptor.account(),
        state,
        host.greeting() == null || host.greeting().hedging(),
        gate.state().killed(broker) || host.killLatched(),
        gate.state().epoch(broker),
        roundTrip == null ? null : NANOSECONDS.toMicros(roundTrip),
        problem,
        account,
        knowledge.instruments().values().stream().map(Instrument::specification).toList(),
        since,
        clock.instant());
  }

  @Override
  public void close() {
    care.shutdownNow();
    market.close();
    hosts.close();
    if (sent != null) {
      sent.close();
    }
  }
}
