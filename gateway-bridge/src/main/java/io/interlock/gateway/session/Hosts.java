package io.interlock.gateway.session;

import io.interlock.contracts.gateway.KillReport;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostReply;
import io.interlock.gateway.wire.HostRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The hosts of one broker: which takes orders, which may be read from, and how all are killed. */
final class Hosts implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Hosts.class);

  /**
   * One host; killing has a connection and a thread of its own.
   *
   * @param feed null: it has no data channel
   */
  record Host(HostLink commands, HostLink kill, @Nullable AutoCloseable feed) {}

  /** A kill that hosts still have to be told of. */
  private record PendingKill(long killEpoch, boolean flatten, String reason) {}

  private final String broker;
  private final HostDialect dialect;
  private final List<Host> hosts;
  private final Failover failover;
  private final @Nullable PositionClosing closing;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile @Nullable PendingKill pendingKill;

  /**
   * @param closing null: the hosts flatten themselves, surely
   */
  Hosts(
      String broker,
      HostDialect dialect,
      List<Host> hosts,
      Failover failover,
      @Nullable PositionClosing closing) {
    this.closing = closing;
    this.broker = broker;
    this.dialect = dialect;
    this.hosts = List.copyOf(hosts);
    this.failover = failover;
  }

  /** The one host that takes orders. */
  HostLink active() {
    return failover.active();
  }

  Failover failover() {
    return failover;
  }

  /** The next healthy host, in turn; the active one if there is no other. */
  HostLink reader() {
    int start = Math.floorMod(turn.getAndIncrement(), hosts.size());
    for (int i = 0; i < hosts.size(); i++) {
      HostLink link = hosts.get((start + i) % hosts.size()).commands();
      if (link.healthy()) {
        return link;
      }
    }
    return active();
  }

  void care() {
    for (Host host : hosts) {
      host.commands().care();
    }
    failover.step();
    PendingKill kill = pendingKill;
    if (kill != null) {
      var _ = tell(kill);
    }
  }

  /** Announces the epoch the bridge has seen. */
  void greet() {
    for (Host host : hosts) {
      host.commands().hello();
    }
  }

  CompletableFuture<KillReport.Layer> kill(long killEpoch, boolean flatten, String reason) {
    PendingKill kill = new PendingKill(killEpoch, flatten, reason);
    HostRequest.Kill request = new HostRequest.Kill(killEpoch, flatten, reason);
    if (!dialect.speaks(request)) {
      LOG.errorf("the host has no kill action, close its positions by hand: broker=%s", broker);
      return CompletableFuture.completedFuture(
          layer(null, null, "its dialect has no kill action; the bridge opens nothing"));
    }
    pendingKill = kill;
    return tell(kill);
  }

  /** Asks every host over the connection that kills. */
  CompletableFuture<KillReport.Layer> rehearseKill() {
    return everywhere(new HostRequest.Ping())
        .thenApply(
            problem ->
                problem == null
                    ? layer(active().state().killLatched(), active().state().killEpoch(), null)
                    : layer(null, null, problem));
  }

  /**
   * Tells the hosts again that say they are not latched, or for an older kill; and those that tell
   * nothing of it, if a restart cut their flattening off.
   */
  void keepKilled(long killEpoch, boolean flatten, String reason) {
    boolean forgotten =
        hosts.stream()
            .map(Host::commands)
            .anyMatch(
                link ->
                    link.healthy()
                        && link.state().greeting() != null
                        && (!link.state().killLatched() || link.state().killEpoch() < killEpoch));
    boolean cutOff =
        flatten
            && closing != null
            && closing.possible()
            && active().healthy()
            && !closing.finished(killEpoch);
    if ((forgotten || cutOff) && pendingKill == null) {
      var _ = kill(killEpoch, flatten, reason);
    }
  }

  /** Tells every host; done when all have latched. */
  private CompletableFuture<KillReport.Layer> tell(PendingKill kill) {
    HostRequest.Kill request =
        new HostRequest.Kill(kill.killEpoch(), kill.flatten(), kill.reason());
    return everywhere(request)
        .thenApply(
            problem -> {
              if (problem == null) {
                done(kill);
                return layer(true, kill.killEpoch(), null);
              }
              if (closing != null && closing.possible() && kill.flatten()) {
                flattenOneByOne(closing, kill, problem);
                return layer(null, null, problem + "; its positions are closed one by one");
              }
              return layer(null, null, problem);
            });
  }

  private void done(PendingKill kill) {
    if (kill.equals(pendingKill)) {
      pendingKill = null;
    }
    if (closing != null && kill.flatten()) {
      closing.finish(kill.killEpoch());
    }
  }

  /** Goes on, a round with every try of the kill action, until nothing is open. */
  private void flattenOneByOne(PositionClosing closing, PendingKill kill, String problem) {
    LOG.errorf("kill action failed: broker=%s %s", broker, problem);
    var _ =
        closing
            .round(active(), kill.killEpoch())
            .thenAccept(
                flat -> {
                  if (flat) {
                    LOG.warnf("flat after a kill: broker=%s", broker);
                    done(kill);
                  }
                });
  }

  CompletableFuture<KillReport.Layer> resetKill(long killEpoch) {
    HostRequest.ResetKill request = new HostRequest.ResetKill(killEpoch);
    PendingKill kill = pendingKill;
    if (kill != null && kill.killEpoch() <= killEpoch) {
      pendingKill = null;
    }
    if (!dialect.speaks(request)) {
      return CompletableFuture.completedFuture(layer(null, null, "its dialect has no reset"));
    }
    return everywhere(request)
        .thenApply(
            problem ->
                problem == null ? layer(false, killEpoch, null) : layer(null, null, problem));
  }

  /** Null: every host has done it. */
  private CompletableFuture<@Nullable String> everywhere(HostRequest.Query request) {
    CompletableFuture<@Nullable String> problems = CompletableFuture.completedFuture(null);
    for (Host host : hosts) {
      CompletableFuture<@Nullable String> one =
          host.kill().ask(request).thenApply(answer -> problem(host.kill().name(), answer));
      problems =
          problems.thenCombine(
              one,
              (before, now) -> before == null ? now : now == null ? before : before + "; " + now);
    }
    return problems;
  }

  private static @Nullable String problem(String name, HostLink.Answer answer) {
    return switch (answer) {
      case HostLink.Answer.Silent(var _, var message) -> name + ": " + message;
      case HostLink.Answer.Heard(var reply) -> {
        HostReply.HostError error = reply.error();
        yield error == null ? null : name + ": " + error.code() + ", " + error.message();
      }
    };
  }

  private KillReport.Layer layer(
      @Nullable Boolean latched, @Nullable Long killEpoch, @Nullable String problem) {
    return new KillReport.Layer("host", broker, latched, killEpoch, problem);
  }

  @Override
  public void close() {
    for (Host host : hosts) {
      host.commands().close();
      host.kill().close();
      AutoCloseable feed = host.feed();
      if (feed != null) {
        try {
          feed.close();
        } catch (Exception e) {
          LOG.warnf(e, "data channel does not close: broker=%s", broker);
        }
      }
    }
    failover.close();
  }
}
