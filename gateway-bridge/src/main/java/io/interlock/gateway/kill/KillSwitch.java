package io.interlock.gateway.kill;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.gateway.KillReport;
import io.interlock.contracts.gateway.KillRequest;
import io.interlock.contracts.gateway.KillReset;
import io.interlock.gateway.gate.GateState;
import io.interlock.gateway.gate.WriteGate;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.venue.VenueSession;
import io.interlock.gateway.venue.Venues;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kills and resets. Needs nothing but this process and its volume; venues that do not answer within
 * {@value #VENUE_MILLIS} ms are reported as such and told again until they do.
 */
@ApplicationScoped
public class KillSwitch {
  private static final long VENUE_MILLIS = 30;

  private final WriteGate gate;
  private final Venues venues;
  private final String name;

  public KillSwitch(WriteGate gate, Venues venues, BridgeSettings settings) {
    this.gate = gate;
    this.venues = venues;
    this.name = settings.name();
  }

  /** Blocks for the disk; afterwards nothing that opens is written. */
  public CompletableFuture<KillReport> kill(KillRequest kill) {
    String problem = gate.kill(kill);
    GateState state = gate.state();
    boolean latched = latched(state, kill.broker());
    if (!latched) {
      return CompletableFuture.completedFuture(report(kill.broker(), problem, List.of()));
    }
    long epoch = killEpoch(state, kill.broker());
    return told(
        kill.broker(),
        problem,
        session -> session.kill(epoch, kill.flatten(), kill.reason()).toCompletableFuture());
  }

  /**
   * Goes the way of a kill, down to the disk and the hosts, and latches nothing: shows what a kill
   * would not reach, and keeps its way warm. Blocks for the disk.
   */
  public CompletableFuture<KillReport> rehearse(KillRequest kill) {
    return told(
        kill.broker(), gate.rehearse(), session -> session.rehearseKill().toCompletableFuture());
  }

  public CompletableFuture<KillReport> reset(KillReset reset) {
    String problem = gate.reset(reset);
    if (problem != null) {
      return CompletableFuture.completedFuture(report(reset.broker(), problem, List.of()));
    }
    return told(
        reset.broker(),
        null,
        session ->
            gate.state().killed(session.descriptor().brokerId())
                ? CompletableFuture.completedFuture(
                    layer(session, true, "another latch still holds it"))
                : session.resetKill(reset.killEpoch()).toCompletableFuture());
  }

  public KillReport report() {
    List<KillReport.Layer> layers = new ArrayList<>();
    for (VenueSession session : venues.all()) {
      layers.add(layer(session, session.status().killLatched(), null));
    }
    return report(null, null, layers);
  }

  private CompletableFuture<KillReport> told(
      @Nullable String broker,
      @Nullable String problem,
      Function<VenueSession, CompletableFuture<KillReport.Layer>> tell) {
    List<CompletableFuture<KillReport.Layer>> answers = new ArrayList<>();
    for (VenueSession session : venues.all()) {
      if (broker == null || broker.equals(session.descriptor().brokerId())) {
        answers.add(
            tell.apply(session)
                .copy()
                .completeOnTimeout(
                    layer(session, null, "no answer yet, told again until there is one"),
                    VENUE_MILLIS,
                    MILLISECONDS));
      }
    }
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(
            _ -> report(broker, problem, answers.stream().map(CompletableFuture::join).toList()));
  }

  private KillReport report(
      @Nullable String broker, @Nullable String problem, List<KillReport.Layer> venueLayers) {
    GateState state = gate.state();
    boolean latched = latched(state, broker);
    long epoch = killEpoch(state, broker);
    List<KillReport.Layer> layers = new ArrayList<>();
    layers.add(new KillReport.Layer("bridge", name, latched, epoch, problem));
    layers.addAll(venueLayers);
    return new KillReport(epoch, latched, layers);
  }

  private static boolean latched(GateState state, @Nullable String broker) {
    return broker == null ? state.latch(GateState.EVERY_BROKER).latched() : state.killed(broker);
  }

  private static long killEpoch(GateState state, @Nullable String broker) {
    return broker == null
        ? state.latch(GateState.EVERY_BROKER).killEpoch()
        : state.killEpoch(broker);
  }

  private static KillReport.Layer layer(
      VenueSession session, @Nullable Boolean latched, @Nullable String problem) {
    return new KillReport.Layer("host", session.descriptor().brokerId(), latched, null, problem);
  }
}
