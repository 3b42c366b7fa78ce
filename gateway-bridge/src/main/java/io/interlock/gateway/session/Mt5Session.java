package io.interlock.gateway.session;

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
import io.interlock.contracts.gateway.VenueSnapshot;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.GateState;
import io.interlock.gateway.gate.Latch;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.venue.Together;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A broker account at an MT5 terminal. */
final class Mt5Session implements VenueSession {
  private static final Logger LOG = Logger.getLogger(Mt5Session.class);

  private final BrokerDescriptor descriptor;
  private final HostDialect dialect;
  private final Hosts hosts;
  private final HostKnowledge knowledge;
  private final SessionMarket market;
  private final HostQueries queries;
  private final OrderRules rules;
  private final @Nullable SentJournal sent;
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;
  private final ScheduledExecutorService care;
  private final SessionCommands commands;
  private final SessionStatus status;
  private final long careMillis;

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
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
    this.careMillis = terms.careEvery().toMillis();
    this.commands =
        new SessionCommands(descriptor, hosts, knowledge, sent, terms, gate, listener, clock);
    this.status = new SessionStatus(descriptor, hosts, knowledge, gate, clock);
    this.care =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("care-" + descriptor.brokerId()).daemon().factory());
  }

  Mt5Session start() {
    var _ = care.scheduleWithFixedDelay(this::tend, 0, careMillis, MILLISECONDS);
    return this;
  }

  private void tend() {
    try {
      hosts.care();
      knowledge.care(hosts.active());
      market.care(hosts.active());
      keepKilled();
      listener.status(status.refreshed());
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
  public CompletableFuture<List<GatewayResult>> place(List<PlaceOrder> orders) {
    AtomicBoolean inDoubt = new AtomicBoolean();
    return Together.of(orders.stream().map(order -> open(order, inDoubt)).toList());
  }

  /**
   * @param inDoubt whether one before it is, or it is itself
   */
  private CompletableFuture<GatewayResult> open(PlaceOrder order, AtomicBoolean inDoubt) {
    return switch (rules.open(order)) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) ->
          commands
              .send(command, order.context(), Intent.OPENING, inDoubt::get)
              .whenComplete(
                  (result, failure) -> {
                    if (!(result instanceof GatewayResult.Placed
                        || result instanceof GatewayResult.Rejected
                        || result instanceof GatewayResult.NotSent)) {
                      inDoubt.set(true);
                    }
                  });
    };
  }

  @Override
  public CompletableFuture<GatewayResult> close(ClosePosition close) {
    return reduce(rules.close(close), close.context());
  }

  @Override
  public CompletableFuture<GatewayResult> modify(ModifyOrder modify) {
    return reduce(rules.modify(modify), modify.context());
  }

  @Override
  public CompletableFuture<GatewayResult> cancel(CancelOrder cancel) {
    return reduce(rules.cancel(cancel), cancel.context());
  }

  private CompletableFuture<GatewayResult> reduce(
      OrderRules.Ruling ruling, CommandContext context) {
    return switch (ruling) {
      case OrderRules.Ruling.Refused(var verdict) -> CompletableFuture.completedFuture(verdict);
      case OrderRules.Ruling.Fit(var command) -> commands.send(command, context, Intent.REDUCING);
    };
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
    if (sent != null && sent.fence(fence.clientOrderId().value(), fence.sentAt())) {
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
  public CompletableFuture<KillReport.Layer> rehearseKill() {
    return hosts.rehearseKill();
  }

  @Override
  public CompletableFuture<KillReport.Layer> resetKill(long killEpoch) {
    return hosts.resetKill(killEpoch);
  }

  @Override
  public BrokerStatus status() {
    return status.refreshed();
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
