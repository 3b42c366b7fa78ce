package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.interlock.contracts.broker.AccountSnapshot;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.wire.Specifications.Instrument;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How an account's session stands, and since when. Thread-safe. */
final class SessionStatus {
  private static final Logger LOG = Logger.getLogger(SessionStatus.class);

  private final BrokerDescriptor descriptor;
  private final Hosts hosts;
  private final HostKnowledge knowledge;
  private final WriteGate gate;
  private final Clock clock;
  private volatile BrokerStatus lastStatus;

  SessionStatus(
      BrokerDescriptor descriptor,
      Hosts hosts,
      HostKnowledge knowledge,
      WriteGate gate,
      Clock clock) {
    this.descriptor = descriptor;
    this.hosts = hosts;
    this.knowledge = knowledge;
    this.gate = gate;
    this.clock = clock;
    this.lastStatus = status(BrokerStatus.State.DISCONNECTED, "not connected yet", clock.instant());
  }

  BrokerStatus refreshed() {
    HostLink active = hosts.active();
    String hostUnfit = active.unfit();
    String unfit = hostUnfit == null ? knowledge.missing() : hostUnfit;
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
}
