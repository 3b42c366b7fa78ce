package io.interlock.gateway.session;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.VenuePosition;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.contracts.order.OrderId;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Flattens an account whose host has not carried its kill action out: closes its positions one by
 * one.
 *
 * <p>A kill closes a ticket once. What the host refused is tried again in the next round; a close
 * in doubt never is, for two of them could turn a netting position over. Thread-safe.
 */
final class PositionClosing {
  private static final Logger LOG = Logger.getLogger(PositionClosing.class);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration FOR_GOOD = Duration.ofDays(36_500);

  private final String broker;
  private final HostDialect dialect;
  private final HostQueries queries;
  private final SentJournal sent;
  private final SessionTerms terms;
  private final Clock clock;
  private final AtomicBoolean busy = new AtomicBoolean();

  PositionClosing(
      String broker,
      HostDialect dialect,
      HostQueries queries,
      SentJournal sent,
      SessionTerms terms,
      Clock clock) {
    this.broker = broker;
    this.dialect = dialect;
    this.queries = queries;
    this.sent = sent;
    this.terms = terms;
    this.clock = clock;
  }

  /** Whether the dialect has the words for it. */
  boolean possible() {
    return dialect.speaks(new HostRequest.Positions(0))
        && dialect.speaks(close(0, "1", null, ClientOrderId.of("kill", id(0, "1"))));
  }

  /** Whether a kill has been carried out, perhaps before a restart. */
  boolean finished(long killEpoch) {
    return sent.knows(done(killEpoch));
  }

  void finish(long killEpoch) {
    var _ = sent.claim(done(killEpoch), clock.instant().plus(FOR_GOOD));
  }

  private static String done(long killEpoch) {
    return "kill-done " + killEpoch;
  }

  /** Closes what is open; whether nothing was. */
  CompletableFuture<Boolean> round(HostLink host, long killEpoch) {
    if (!busy.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(false);
    }
    return queries
        .positions()
        .thenCompose(open -> closeAll(host, killEpoch, open))
        .exceptionally(
            failure -> {
              LOG.errorf("positions to close can't be read: broker=%s %s", broker, failure);
              return false;
            })
        .whenComplete((_, _) -> busy.set(false));
  }

  private CompletableFuture<Boolean> closeAll(
      HostLink host, long killEpoch, List<VenuePosition> open) {
    List<CompletableFuture<GatewayResult>> closes = new ArrayList<>();
    for (VenuePosition position : open) {
      closes.add(closeOne(host, killEpoch, position));
    }
    return CompletableFuture.allOf(closes.toArray(CompletableFuture[]::new))
        .thenApply(_ -> open.isEmpty());
  }

  private CompletableFuture<GatewayResult> closeOne(
      HostLink host, long killEpoch, VenuePosition position) {
    ClientOrderId subject = ClientOrderId.of(broker, id(killEpoch, position.ticket()));
    HostRequest.Close close = close(killEpoch, position.ticket(), position.symbol(), subject);
    String key = "command " + close.commandId();
    AtomicBoolean claimed = new AtomicBoolean();
    CommandTerms closing = CommandTerms.reducing(DEADLINE, terms);
    return host.writer()
        .change(
            close,
            closing,
            new WaitingCommand.Permit() {
              @Override
              public @Nullable GatewayResult refusal() {
                return null;
              }

              @Override
              public @Nullable GatewayResult claim() {
                // Drafted again when the connection was not there yet.
                if (!claimed.get()) {
                  claimed.set(sent.claim(key, clock.instant().plus(DEADLINE)));
                }
                return claimed.get()
                    ? null
                    : new GatewayResult.InDoubt("ALREADY_SENT", "this kill has closed it before");
              }
            },
            late -> LOG.warnf("late reply: broker=%s close=%s %s", broker, key, late))
        .thenApply(
            result -> {
              boolean refused =
                  result instanceof GatewayResult.NotSent
                      || result instanceof GatewayResult.Rejected;
              if (claimed.get() && refused) {
                sent.release(key);
              }
              LOG.warnf(
                  "kill closes a position: broker=%s ticket=%s %s",
                  broker, position.ticket(), result);
              return result;
            });
  }

  private OrderId id(long killEpoch, String ticket) {
    return OrderId.of("kill-switch " + broker, killEpoch + " " + ticket, 0);
  }

  private static HostRequest.Close close(
      long killEpoch, String ticket, @Nullable String symbol, ClientOrderId subject) {
    return new HostRequest.Close(
        "kill-" + killEpoch + "-" + ticket, subject, ticket, symbol, null, null, "");
  }
}
