package io.interlock.gateway.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZContext;

/**
 * The connections of one channel: the one that is written to, perhaps a spare one, and those that
 * only receive because a change got no reply over them. Owned by the thread of the channel.
 *
 * <p>The spare one is opened while a change is waited for, so that a fresh connection, and one
 * whose handshake hung at first, is proven by the time it is needed.
 */
final class Connections implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Connections.class);
  private static final int SPARE_AT_PART = 4;

  private final ZContext context;
  private final ChannelOptions options;
  private final Supplier<Exchange> proofs;
  private final long renewNanos;
  private final Deque<Connection> retired = new ArrayDeque<>();
  private Connection current;
  private @Nullable Connection spare;
  private long provenNanos = System.nanoTime();

  Connections(ZContext context, ChannelOptions options, Supplier<Exchange> proofs) {
    this.context = context;
    this.options = options;
    this.proofs = proofs;
    this.renewNanos = options.renewAfter().toNanos();
    this.current = new Connection(context, options);
  }

  /** The one that is written to. */
  Connection current() {
    return current;
  }

  /** How long the current one has not been proven; 0: it is. */
  long unprovenNanos(long now) {
    return current.proven() ? 0 : Math.max(1, now - provenNanos);
  }

  int changesUnderWay() {
    int underWay = current.changesWaiting();
    for (Connection old : retired) {
      underWay += old.changesWaiting();
    }
    return underWay;
  }

  /** Takes what has come, tells callers whose time is up, and replaces what can't be used. */
  void step() {
    current.receiveAll();
    receiveFromRetired();
    long now = System.nanoTime();
    if (current.proven()) {
      provenNanos = now;
    }
    if (current.expire(now)) {
      LOG.warnf(
          "a change got no reply, its connection only receives from now on: host=%s",
          options.name());
      retired.add(current);
      current = spare == null ? new Connection(context, options) : spare;
      spare = null;
    } else if (stuck(current, now) && now - provenNanos >= renewNanos) {
      discard(current);
      current = new Connection(context, options);
    }
    stepSpare(now);
    current.prove(proofs);
  }

  private void stepSpare(long now) {
    Connection ready = spare;
    if (ready == null) {
      spare =
          current.changeWaitsForPart(now, SPARE_AT_PART) ? new Connection(context, options) : null;
      return;
    }
    ready.receiveAll();
    ready.expire(now);
    if (stuck(ready, now)) {
      discard(ready);
      spare = null;
    } else {
      ready.prove(proofs);
    }
  }

  /**
   * JeroMQ's own time-out of a handshake ends with the greeting; and after a reply that breaks the
   * protocol, or for a name that could not be resolved, it never connects again by itself.
   */
  private boolean stuck(Connection connection, long now) {
    return !connection.proven() && connection.ageNanos(now) >= renewNanos;
  }

  private void discard(Connection connection) {
    if (connection.idle()) {
      connection.close();
    } else {
      retired.add(connection);
    }
  }

  private void receiveFromRetired() {
    long now = System.nanoTime();
    for (Iterator<Connection> old = retired.iterator(); old.hasNext(); ) {
      Connection connection = old.next();
      connection.receiveAll();
      connection.expire(now);
      if (connection.idle()) {
        connection.close();
        old.remove();
      }
    }
  }

  /** Gives up the current one; what is under way there is unanswered. */
  void giveUp() {
    current.close();
    current = new Connection(context, options);
  }

  @Override
  public void close() {
    current.close();
    if (spare != null) {
      spare.close();
    }
    retired.forEach(Connection::close);
  }
}
