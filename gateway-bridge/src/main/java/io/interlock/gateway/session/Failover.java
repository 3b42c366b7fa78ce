package io.interlock.gateway.session;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenueAnswer;
import io.interlock.contracts.gateway.VenueOrder;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.DurableFile;
import io.interlock.gateway.wire.HostRequest;
import io.interlock.gateway.wire.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves an account from a host that is gone to the next, when nothing written to the old one can
 * trade any more and every order in doubt is fenced at the new one. Which host is active survives
 * restarts.
 *
 * <p>{@link #step} is called by the care thread; the rest by any.
 */
final class Failover implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Failover.class);
  private static final Duration FARTHEST = Duration.ofDays(1);

  private final String broker;
  private final List<HostLink> hosts;
  private final Path file;
  private final long patienceNanos;
  private final long longestSendNanos;
  private final Consumer<VenueOrder> found;
  private final @Nullable UnresolvedOrders unresolved;
  private final Clock clock;
  private final AtomicLong outstandingUntil;
  private volatile FailoverPhase phase;

  /**
   * @param patience how long the active host may be unheard of
   * @param longestSend how long a host may take to carry out what it began in time
   * @param unresolved null: there is no other host to move to
   * @param found told what the next host knows of an order in doubt
   */
  Failover(
      String broker,
      List<HostLink> hosts,
      Path file,
      Duration patience,
      Duration longestSend,
      @Nullable UnresolvedOrders unresolved,
      Clock clock,
      Consumer<VenueOrder> found) {
    this.broker = broker;
    this.hosts = List.copyOf(hosts);
    this.file = file;
    this.patienceNanos = patience.toNanos();
    this.longestSendNanos = longestSend.toNanos();
    this.found = found;
    this.unresolved = unresolved;
    this.clock = clock;
    this.outstandingUntil =
        new AtomicLong(
            unresolved == null || unresolved.ids().isEmpty()
                ? System.nanoTime()
                : over(unresolved.latestDeadline()));
    this.phase = new FailoverPhase.Serving(read(file, hosts), System.nanoTime());
  }

  /** An address that is no longer listed leaves the first one active. */
  private static int read(Path file, List<HostLink> hosts) {
    try {
      String name = Files.exists(file) ? Files.readString(file).strip() : "";
      for (int host = 0; host < hosts.size(); host++) {
        if (hosts.get(host).name().equals(name)) {
          return host;
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("can't read which host is active: " + file, e);
    }
    return 0;
  }

  HostLink active() {
    return hosts.get(phase.active());
  }

  /** Null: this host takes commands now. */
  @Nullable GatewayResult refusal(HostLink link) {
    return phase instanceof FailoverPhase.Serving serving && hosts.get(serving.active()) == link
        ? null
        : new GatewayResult.NotSent("FAILING_OVER", "the account moves to another host");
  }

  /** A command is about to be written that the host may begin until its deadline. */
  void written(@Nullable ClientOrderId id, Instant deadline) {
    outstandingUntil.accumulateAndGet(over(deadline), (a, b) -> a - b > 0 ? a : b);
    if (unresolved != null && id != null) {
      unresolved.written(id, deadline);
    }
  }

  /** When a command with such a deadline has surely ended, on our monotonic clock. */
  private long over(Instant deadline) {
    Duration left = Duration.between(clock.instant(), deadline);
    Duration bounded = left.compareTo(FARTHEST) > 0 ? FARTHEST : left;
    return System.nanoTime() + Math.max(bounded.toNanos(), 0) + longestSendNanos;
  }

  void learned(@Nullable ClientOrderId id, GatewayResult result) {
    if (id == null || unresolved == null) {
      return;
    }
    if (result instanceof GatewayResult.InDoubt) {
      unresolved.doubtful(id);
    } else {
      unresolved.resolved(id);
    }
  }

  void learned(ClientOrderId id, VenueAnswer answer) {
    if (unresolved != null && !(answer instanceof VenueAnswer.Unknown)) {
      unresolved.resolved(id);
    }
  }

  /** About once a second. */
  void step() {
    if (hosts.size() < 2) {
      return;
    }
    FailoverPhase before = phase;
    FailoverPhase now =
        before.next(
            new FailoverPhase.Sight(
                hosts.stream().map(HostLink::healthy).toList(),
                System.nanoTime(),
                outstandingUntil.get(),
                patienceNanos));
    if (!now.getClass().equals(before.getClass())) {
      LOG.warnf("failover: broker=%s %s, was %s", broker, now, before);
    }
    phase = now;
    if (now instanceof FailoverPhase.Fencing fencing) {
      fence(fencing);
    }
  }

  private void fence(FailoverPhase.Fencing fencing) {
    HostLink next = hosts.get(fencing.next());
    List<CompletableFuture<Boolean>> fences =
        (unresolved == null ? Set.<ClientOrderId>of() : unresolved.ids())
            .stream().map(id -> fence(next, id)).toList();
    var _ =
        CompletableFuture.allOf(fences.toArray(CompletableFuture[]::new))
            .thenAccept(
                _ -> {
                  if (fences.stream().allMatch(CompletableFuture::join)) {
                    takeOver(fencing);
                  }
                });
  }

  private CompletableFuture<Boolean> fence(HostLink next, ClientOrderId id) {
    return next.ask(new HostRequest.Fence(id))
        .thenApply(
            answer -> {
              VenueAnswer said =
                  answer instanceof HostLink.Answer.Heard(var reply)
                      ? Verdict.ofAnswer(reply)
                      : new VenueAnswer.Unknown("SILENT", "no answer");
              learned(id, said);
              if (said instanceof VenueAnswer.Known(var order)) {
                found.accept(order);
              }
              return !(said instanceof VenueAnswer.Unknown);
            });
  }

  private void takeOver(FailoverPhase.Fencing fencing) {
    if (!phase.equals(fencing)) {
      return;
    }
    String name = hosts.get(fencing.next()).name();
    try {
      DurableFile.replace(file, name.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.errorf(e, "can't record the active host, staying: broker=%s", broker);
      return;
    }
    phase = new FailoverPhase.Serving(fencing.next(), System.nanoTime());
    LOG.warnf("failover done: broker=%s active=%s", broker, name);
  }

  @Override
  public void close() {
    if (unresolved != null) {
      unresolved.close();
    }
  }
}
