package io.interlock.gateway.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrders;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What waits to be written to one host. Any thread offers, the channel's takes. */
final class ExchangeQueues {
  private static final Logger LOG = Logger.getLogger(ExchangeQueues.class);
  private static final long REVIEW_NANOS = MILLISECONDS.toNanos(5);

  private final ChannelOptions options;
  private final ArrayBlockingQueue<Exchange> changes;
  private final ArrayBlockingQueue<Exchange> queries;
  private long reviewedNanos;

  ExchangeQueues(ChannelOptions options) {
    this.options = options;
    this.changes = new ArrayBlockingQueue<>(options.queueCapacity());
    this.queries = new ArrayBlockingQueue<>(options.queueCapacity());
  }

  /** False: it is full. */
  boolean offer(Exchange exchange) {
    return switch (exchange.kind()) {
      case CHANGE -> changes.offer(exchange);
      case QUERY -> queries.offer(exchange);
    };
  }

  boolean isEmpty() {
    return changes.isEmpty() && queries.isEmpty();
  }

  Queue<Exchange> changes() {
    return changes;
  }

  Queue<Exchange> queries() {
    return queries;
  }

  /**
   * Tells what still waits and must not be written any more, or has waited too long, while its
   * caller still listens.
   *
   * @param gone whether there has been no connection for long
   */
  void review(boolean gone) {
    long now = System.nanoTime();
    if (isEmpty() || now - reviewedNanos < REVIEW_NANOS) {
      return;
    }
    reviewedNanos = now;
    for (Exchange change : changes) {
      GatewayResult refusal = refusal(change);
      if (refusal != null) {
        refuse(change, changes, new Delivery.Withheld(refusal));
      } else if (gone) {
        refuse(change, changes, notConnected());
      } else if (change.overdue(now)) {
        refuse(
            change,
            changes,
            new Delivery.NotWritten(
                PlaceOrders.WAITED,
                "others were under way to " + options.name() + " for too long"));
      }
    }
    if (gone) {
      queries.forEach(query -> refuse(query, queries, notConnected()));
    }
  }

  void refuseAll() {
    for (ArrayBlockingQueue<Exchange> queue : List.of(changes, queries)) {
      for (Exchange left = queue.poll(); left != null; left = queue.poll()) {
        left.delivery().complete(new Delivery.NotWritten("CLOSED", "the session is closed"));
      }
    }
  }

  Exchange.Draft draft(Exchange exchange) {
    try {
      return exchange.draft();
    } catch (RuntimeException e) {
      return new Exchange.Draft.Withheld(unwritable(e));
    }
  }

  private @Nullable GatewayResult refusal(Exchange exchange) {
    try {
      return exchange.refusal();
    } catch (RuntimeException e) {
      return unwritable(e);
    }
  }

  private GatewayResult unwritable(RuntimeException e) {
    LOG.errorf(e, "can't draft a frame: host=%s", options.name());
    return new GatewayResult.NotSent("UNWRITABLE", String.valueOf(e.getMessage()));
  }

  private Delivery notConnected() {
    return new Delivery.NotWritten(
        "NOT_CONNECTED", "no connection to " + options.address() + " over which it answers");
  }

  private static void refuse(
      Exchange exchange, ArrayBlockingQueue<Exchange> queue, Delivery delivery) {
    if (queue.remove(exchange)) {
      exchange.delivery().complete(delivery);
    }
  }
}
