package io.interlock.gateway.session;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.CommandContext;
import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrders;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.gate.WriteGate.Intent;
import io.interlock.gateway.venue.VenueListener;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Verdict;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes an account's commands to its active host, and books what became of them. Thread-safe. */
final class SessionCommands {
  private static final Logger LOG = Logger.getLogger(SessionCommands.class);

  private final BrokerDescriptor descriptor;
  private final Hosts hosts;
  private final HostKnowledge knowledge;
  private final @Nullable SentJournal sent;
  private final SessionTerms terms;
  private final WriteGate gate;
  private final VenueListener listener;
  private final Clock clock;

  /**
   * @param sent null: the hosts remove duplicates themselves
   */
  SessionCommands(
      BrokerDescriptor descriptor,
      Hosts hosts,
      HostKnowledge knowledge,
      @Nullable SentJournal sent,
      SessionTerms terms,
      WriteGate gate,
      VenueListener listener,
      Clock clock) {
    this.descriptor = descriptor;
    this.hosts = hosts;
    this.knowledge = knowledge;
    this.sent = sent;
    this.terms = terms;
    this.gate = gate;
    this.listener = listener;
    this.clock = clock;
  }

  /** Sends a command to the host that takes orders now, if the gate lets it. */
  CompletableFuture<GatewayResult> send(
      HostRequest.Change command, CommandContext context, Intent intent) {
    return send(command, context, intent, () -> false);
  }

  /**
   * As {@link #send(HostRequest.Change, CommandContext, Intent)}, unless it must not be any more.
   *
   * @param held asked immediately before the write: whether one before it is in doubt
   */
  CompletableFuture<GatewayResult> send(
      HostRequest.Change command, CommandContext context, Intent intent, BooleanSupplier held) {
    HostLink host = hosts.active();
    WritePermit permit = new WritePermit(command, context, intent, host, held);
    return host.writer()
        .change(
            command,
            CommandTerms.of(context, intent == Intent.OPENING, clock, terms),
            permit,
            late -> late(command, late))
        .thenApply(
            result -> {
              if (result instanceof GatewayResult.NotSent) {
                permit.release();
              }
              hosts.failover().learned(traded(command), result);
              knowledge.learn(command, result);
              return knowledge.ours(result);
            });
  }

  /** Failing over, gate and journal, for one command. */
  private final class WritePermit implements WaitingCommand.Permit {
    private final HostRequest.Change command;
    private final CommandContext context;
    private final Intent intent;
    private final HostLink host;
    private final BooleanSupplier held;
    private final AtomicBoolean claimed = new AtomicBoolean();

    WritePermit(
        HostRequest.Change command,
        CommandContext context,
        Intent intent,
        HostLink host,
        BooleanSupplier held) {
      this.command = command;
      this.context = context;
      this.intent = intent;
      this.host = host;
      this.held = held;
    }

    @Override
    public @Nullable GatewayResult refusal() {
      if (held.getAsBoolean()) {
        return new GatewayResult.NotSent(
            PlaceOrders.EARLIER_IN_DOUBT, "what became of an order before it is not known");
      }
      GatewayResult refusal = hosts.failover().refusal(host);
      return refusal == null ? gate.refusal(descriptor.brokerId(), intent, context) : refusal;
    }

    @Override
    public @Nullable GatewayResult claim() {
      hosts.failover().written(traded(command), context.deadline());
      // Asked again now that a fail-over waits for this command: it may have begun since.
      GatewayResult moved = hosts.failover().refusal(host);
      if (moved != null || sent == null || claimed.get()) {
        return moved;
      }
      claimed.set(sent.claim(key(command), context.deadline()));
      return claimed.get()
          ? null
          : new GatewayResult.InDoubt(
              "ALREADY_SENT", "written before or fenced; this host would carry it out twice");
    }

    /** It was provably not written. */
    void release() {
      if (sent != null && claimed.get()) {
        sent.release(key(command));
      }
    }
  }

  /** What came of a cancel or modify says nothing certain of the order it was for. */
  private static @Nullable ClientOrderId traded(HostRequest.Change command) {
    return command instanceof HostRequest.Open || command instanceof HostRequest.Close
        ? command.subject()
        : null;
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
    hosts.failover().learned(traded(command), result);
    VenueOrder order = Verdict.asOrder(command, result);
    if (order != null) {
      listener.order(descriptor, knowledge.ours(order));
    }
  }
}
