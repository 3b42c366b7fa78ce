package io.interlock.gateway.session;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.transport.Exchange;
import io.interlock.gateway.transport.HostChannel;
import io.interlock.gateway.wire.HostDialect;
import io.interlock.gateway.wire.HostRequest;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands to one host, each at most once, and says what its answers prove.
 *
 * <p>Openings that wait when one of them is written go with it, if the host takes several at once.
 * Where the host's events tell what became of an order before its reply does, they count as the
 * reply. Thread-safe; nothing blocks.
 */
final class CommandWriter {
  private static final int MOST_TOGETHER = 50;
  private static final long OPENING_AT_FIRST_NANOS = MILLISECONDS.toNanos(50);

  private final HostLink link;
  private final HostDialect dialect;
  private final HostChannel channel;
  private final Queue<WaitingCommand> openings = new ConcurrentLinkedQueue<>();
  private final Map<ClientOrderId, CommandFrame> underWay = new ConcurrentHashMap<>();
  private volatile long openingNanos = OPENING_AT_FIRST_NANOS;

  CommandWriter(HostLink link, HostDialect dialect, HostChannel channel) {
    this.link = link;
    this.dialect = dialect;
    this.channel = channel;
  }

  /**
   * Writes a command, at most once.
   *
   * @param permit asked on the channel's thread
   * @param late told what a reply proved that came after the result
   */
  CompletableFuture<GatewayResult> change(
      HostRequest.Change command,
      CommandTerms terms,
      WaitingCommand.Permit permit,
      Consumer<GatewayResult> late) {
    WaitingCommand waiting = new WaitingCommand(command, terms, permit, late);
    if (command instanceof HostRequest.Open) {
      openings.add(waiting);
    }
    CommandFrame frame = new CommandFrame(waiting, this, link, dialect);
    Exchange exchange = frame.exchange();
    channel.submit(exchange);
    var _ = exchange.delivery().thenAccept(frame::delivered);
    return waiting.result();
  }

  /**
   * The host's events say what became of an order.
   *
   * @param news null: nothing that a reply would not still have to say
   */
  void told(@Nullable ClientOrderId order, @Nullable GatewayResult news) {
    CommandFrame frame = order == null || news == null ? null : underWay.get(order);
    if (frame != null && order != null && news != null) {
      frame.told(order, news);
    }
  }

  /** The next waiting opening of a writer epoch, for the frame that is being written. */
  @Nullable WaitingCommand companion(long epoch) {
    for (Iterator<WaitingCommand> waiting = openings.iterator(); waiting.hasNext(); ) {
      WaitingCommand next = waiting.next();
      if (next.terms().epoch() == epoch && next.take()) {
        waiting.remove();
        return next;
      }
    }
    return null;
  }

  void leaves(WaitingCommand command) {
    if (command.command() instanceof HostRequest.Open) {
      openings.remove(command);
    }
  }

  void underWay(CommandFrame frame, @Nullable ClientOrderId order) {
    if (order != null) {
      underWay.put(order, frame);
    }
  }

  void ended(CommandFrame frame, @Nullable ClientOrderId order) {
    if (order != null) {
      underWay.remove(order, frame);
    }
  }

  /** So many openings the host has surely answered in half the time their callers wait. */
  int mostTogether(long timeoutNanos) {
    return Math.clamp(timeoutNanos / 2 / openingNanos, 1, MOST_TOGETHER);
  }

  /** An answer to so many openings took so long. */
  void answered(int orders, long roundTripNanos) {
    openingNanos = Math.max(1, (openingNanos * 3 + roundTripNanos / orders) / 4);
  }
}
