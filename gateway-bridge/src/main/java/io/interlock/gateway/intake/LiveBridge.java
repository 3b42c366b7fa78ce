package io.interlock.gateway.intake;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.gateway.gate.GateState;
import io.interlock.gateway.gate.Latch;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.venue.Venues;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The running bridge as the intake sees it: its latches and its sessions. Thread-safe. */
@ApplicationScoped
public class LiveBridge {
  private static final long AS_OF_NANOS = MILLISECONDS.toNanos(100);

  private final WriteGate gate;
  private final Venues venues;
  private volatile Seen seen = new Seen(List.of(), System.nanoTime() - AS_OF_NANOS);

  /** Sessions as they stood at a moment. */
  private record Seen(List<BrokerStatus> statuses, long atNanos) {}

  LiveBridge(WriteGate gate, Venues venues) {
    this.gate = gate;
    this.venues = venues;
  }

  /** Latches as they stand now; sessions as of a moment ago, for every event asks. */
  BridgeState state() {
    GateState latches = gate.state();
    List<BridgeState.Served> served = new ArrayList<>();
    for (BrokerStatus status : lately()) {
      served.add(
          new BridgeState.Served(
              status.account(),
              status.brokerId(),
              status.killLatched() || latches.killed(status.brokerId())));
    }
    // A broker whose session isn't open (yet) may have been killed all the same.
    latches.latches().forEach((broker, latch) -> addUnopened(served, broker, latch));
    return new BridgeState(latches.latch(GateState.EVERY_BROKER).latched(), served);
  }

  private static void addUnopened(List<BridgeState.Served> served, String broker, Latch latch) {
    boolean open = served.stream().anyMatch(one -> one.broker().equals(broker));
    if (latch.latched() && !open && !broker.equals(GateState.EVERY_BROKER)) {
      served.add(new BridgeState.Served("of broker " + broker, broker, true));
    }
  }

  private List<BrokerStatus> lately() {
    Seen last = seen;
    long now = System.nanoTime();
    if (now - last.atNanos() < AS_OF_NANOS) {
      return last.statuses();
    }
    Seen fresh = new Seen(statuses(), now);
    seen = fresh;
    return fresh.statuses();
  }

  /** How each broker's session stands, by broker id. */
  public List<BrokerStatus> statuses() {
    return venues.all().stream()
        .map(VenueSession::status)
        .sorted(Comparator.comparing(BrokerStatus::brokerId))
        .toList();
  }
}
