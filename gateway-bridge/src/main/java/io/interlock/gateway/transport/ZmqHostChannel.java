package io.interlock.gateway.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.interlock.contracts.gateway.GatewayResult;
import io.interlock.contracts.gateway.PlaceOrders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jboss.logging.Logger;
import org.zeromq.ZContext;

/**
 * A host's command channel over JeroMQ: one platform thread owns the sockets, callers hand over
 * through bounded queues.
 *
 * <p>Changes go one at a time, queries are pipelined. A change is waited for until it times out, or
 * its outcome is known from elsewhere and no reply has followed; its connection only receives from
 * then on, until nothing can come back to it any more, and what is new goes over a fresh one. Idle,
 * the thread parks; with something under way it blocks in receive, which wastes less than any
 * poller.
 */
public final class ZmqHostChannel implements HostChannel {
  private static final Logger LOG = Logger.getLogger(ZmqHostChannel.class);
  private static final int QUERIES_UNDER_WAY = 16;
  private static final int CHANGES_UNDER_WAY = 32;
  private static final int RECEIVE_MILLIS = 10;
  private static final long IDLE_NANOS = MILLISECONDS.toNanos(50);
  private static final long CONNECTING_NANOS = MILLISECONDS.toNanos(500);
  private static final long RENEW_NANOS = MILLISECONDS.toNanos(2_000);
  private static final long STEP_NANOS = MILLISECONDS.toNanos(1);
  private static final long JOIN_MILLIS = 2_000;

  /** Queries pass without looking at the gate. */
  private static final Lock OPEN_GATE = new ReentrantReadWriteLock().readLock();

  private final ChannelOptions options;
  private final Lock writeGate;
  private final ArrayBlockingQueue<Exchange> changes;
  private final ArrayBlockingQueue<Exchange> queries;
  private final Thread thread;
  private final Deque<Connection> retired = new ArrayDeque<>();
  private volatile boolean pipelined;
  private volatile boolean closed;
  private volatile boolean ended;
  private long correlation;

  /**
   * @param writeGate held while a change is checked and written, so that whoever holds its
   *     counterpart knows that nothing is written meanwhile
   */
  public ZmqHostChannel(ChannelOptions options, Lock writeGate) {
    this.options = options;
    this.writeGate = writeGate;
    this.changes = new ArrayBlockingQueue<>(options.queueCapacity());
    this.queries = new ArrayBlockingQueue<>(options.queueCapacity());
    this.thread = Thread.ofPlatform().name("mt5-" + options.name()).daemon().unstarted(this::run);
  }

  public ZmqHostChannel start() {
    thread.start();
    return this;
  }

  @Override
  public void pipelineChanges(boolean allowed) {
    pipelined = allowed;
  }

  @Override
  public void submit(Exchange exchange) {
    boolean taken =
        !closed
            && switch (exchange.kind()) {
              case CHANGE -> changes.offer(exchange);
              case QUERY -> queries.offer(exchange);
            };
    if (!taken) {
      exchange
          .delivery()
          .complete(
              closed
                  ? new Delivery.NotWritten("CLOSED", "the session is closed")
                  : new Delivery.NotWritten("QUEUE_FULL", "too much waits for " + options.name()));
      return;
    }
    LockSupport.unpark(thread);
    // Not before: what the thread is just writing is still in its queue.
    if (ended) {
      refuseWaiting();
    }
  }

  private void run() {
    ZContext context = new ZContext(1);
    context.setLinger(0);
    Connection connection = new Connection(context, options);
    try {
      while (!closed) {
        try {
          refuseOverdue();
          boolean held = write(connection);
          connection = turn(context, connection, held);
        } catch (RuntimeException e) {
          // What was under way is told as unanswered, never as not written.
          LOG.errorf(e, "connection given up: host=%s", options.name());
          connection.close();
          connection = new Connection(context, options);
        }
      }
    } finally {
      closed = true;
      connection.close();
      retired.forEach(Connection::close);
      ended = true;
      refuseWaiting();
      context.close();
    }
  }

  /** One round of receiving; answers the connection that is written to from now on. */
  private Connection turn(ZContext context, Connection connection, boolean held) {
    if (connection.changesWaiting() + connection.queriesWaiting() > 0) {
      long wait =
          connection.untilNextExpiry(System.nanoTime(), MILLISECONDS.toNanos(RECEIVE_MILLIS));
      connection.receive(held ? 1 : Math.max(1, (int) MILLISECONDS.convert(wait, NANOSECONDS)));
    } else if (held) {
      LockSupport.parkNanos(this, STEP_NANOS);
    } else if (changes.isEmpty() && queries.isEmpty()) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
    connection.receiveAll();
    receiveFromRetired();
    if (!connection.expire(System.nanoTime())) {
      return renewed(context, connection);
    }
    LOG.warnf(
        "a change got no reply, its connection only receives from now on: host=%s", options.name());
    retired.add(connection);
    return new Connection(context, options);
  }

  /**
   * The connection, or a fresh one when it has been down for long: after a reply that breaks the
   * protocol, and for a name that could not be resolved, JeroMQ never connects again by itself.
   */
  private Connection renewed(ZContext context, Connection connection) {
    if (!connection.down() || connection.ageNanos(System.nanoTime()) < RENEW_NANOS) {
      return connection;
    }
    if (connection.idle()) {
      connection.close();
    } else {
      retired.add(connection);
    }
    return new Connection(context, options);
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

  /**
   * Writes all that may be written now.
   *
   * @return whether something is held back until the fresh connection stands
   */
  private boolean write(Connection connection) {
    int most = pipelined ? CHANGES_UNDER_WAY : 1;
    while (changesUnderWay(connection) < most) {
      Exchange exchange = changes.peek();
      if (exchange == null) {
        break;
      }
      if (!write(connection, exchange, changes)) {
        return true;
      }
    }
    while (connection.queriesWaiting() < QUERIES_UNDER_WAY) {
      Exchange exchange = queries.peek();
      if (exchange == null) {
        return false;
      }
      if (!write(connection, exchange, queries)) {
        return true;
      }
    }
    return false;
  }

  private int changesUnderWay(Connection connection) {
    int underWay = connection.changesWaiting();
    for (Connection old : retired) {
      underWay += old.changesWaiting();
    }
    return underWay;
  }

  /** False: to be tried again when the connection, which is young, stands. */
  private boolean write(
      Connection connection, Exchange exchange, ArrayBlockingQueue<Exchange> queue) {
    Delivery done = null;
    boolean written = false;
    Lock gate = exchange.kind() == Exchange.Kind.CHANGE ? writeGate : OPEN_GATE;
    gate.lock();
    try {
      switch (draft(exchange)) {
        case Exchange.Draft.Withheld(var verdict) -> done = new Delivery.Withheld(verdict);
        case Exchange.Draft.Frame(var body) ->
            written = connection.write(++correlation, body, exchange);
      }
    } finally {
      gate.unlock();
    }
    boolean connecting = connection.ageNanos(System.nanoTime()) < CONNECTING_NANOS;
    if (!written && done == null && connecting) {
      return false;
    }
    queue.poll();
    if (done == null && !written) {
      done = new Delivery.NotWritten("NOT_CONNECTED", "no connection to " + options.address());
    }
    if (done != null) {
      exchange.delivery().complete(done);
    }
    return true;
  }

  private Exchange.Draft draft(Exchange exchange) {
    try {
      return exchange.draft();
    } catch (RuntimeException e) {
      LOG.errorf(e, "can't draft a frame: host=%s", options.name());
      return new Exchange.Draft.Withheld(
          new GatewayResult.NotSent("UNWRITABLE", String.valueOf(e.getMessage())));
    }
  }

  /**
   * All changes may wait equally long. One that has waited so long is told as not written while its
   * caller still listens.
   */
  private void refuseOverdue() {
    long now = System.nanoTime();
    for (Exchange head = changes.peek(); head != null && head.overdue(now); head = changes.peek()) {
      changes.poll();
      head.delivery()
          .complete(
              new Delivery.NotWritten(
                  PlaceOrders.WAITED,
                  "others were under way to " + options.name() + " for too long"));
    }
  }

  private void refuseWaiting() {
    for (ArrayBlockingQueue<Exchange> queue : List.of(changes, queries)) {
      for (Exchange left = queue.poll(); left != null; left = queue.poll()) {
        left.delivery().complete(new Delivery.NotWritten("CLOSED", "the session is closed"));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
