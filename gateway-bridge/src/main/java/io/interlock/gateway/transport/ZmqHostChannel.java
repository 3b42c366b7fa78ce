package io.interlock.gateway.transport;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.Queue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.zeromq.ZContext;

/**
 * A host's command channel over JeroMQ: one platform thread owns the sockets, callers hand over
 * through bounded queues.
 *
 * <p>Changes go one at a time, queries are pipelined; nothing but a proof is written over a
 * connection that has not answered one. A change is waited for until it times out, or its outcome
 * is known from elsewhere and no reply has followed; its connection only receives from then on,
 * until nothing can come back to it any more, and what is new goes over a fresh one. Idle, the
 * thread parks; with something under way it blocks in receive, which wastes less than any poller.
 */
public final class ZmqHostChannel implements HostChannel {
  private static final Logger LOG = Logger.getLogger(ZmqHostChannel.class);
  private static final int QUERIES_UNDER_WAY = 16;
  private static final int CHANGES_UNDER_WAY = 32;
  private static final int RECEIVE_MILLIS = 10;
  private static final long IDLE_NANOS = MILLISECONDS.toNanos(50);

  /** Longer than a handshake that hangs, and the next one. */
  private static final long CONNECTING_NANOS = MILLISECONDS.toNanos(750);

  private static final long STEP_NANOS = MILLISECONDS.toNanos(1);
  private static final long JOIN_MILLIS = 2_000;

  /** Queries pass without looking at the gate. */
  private static final Lock OPEN_GATE = new ReentrantReadWriteLock().readLock();

  private final ChannelOptions options;
  private final Lock writeGate;
  private final ExchangeQueues waiting;
  private volatile @Nullable Thread thread;
  private volatile boolean pipelined;
  private volatile boolean closed;
  private volatile boolean ended;

  /**
   * @param writeGate held while a change is checked and written, so that whoever holds its
   *     counterpart knows that nothing is written meanwhile
   */
  public ZmqHostChannel(ChannelOptions options, Lock writeGate) {
    this.options = options;
    this.writeGate = writeGate;
    this.waiting = new ExchangeQueues(options);
  }

  @Override
  public void start(Supplier<Exchange> proofs) {
    thread = Thread.ofPlatform().name("mt5-" + options.name()).daemon().start(() -> run(proofs));
  }

  @Override
  public void pipelineChanges(boolean allowed) {
    pipelined = allowed;
  }

  @Override
  public void submit(Exchange exchange) {
    boolean taken = !closed && waiting.offer(exchange);
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
      waiting.refuseAll();
    }
  }

  private void run(Supplier<Exchange> proofs) {
    ZContext context = new ZContext(1);
    context.setLinger(0);
    Connections connections = new Connections(context, options, proofs);
    try {
      while (!closed) {
        try {
          write(connections);
          waiting.review(connections.unprovenNanos(System.nanoTime()) >= CONNECTING_NANOS);
          await(connections);
          connections.step();
        } catch (RuntimeException e) {
          // What was under way is told as unanswered, never as not written.
          LOG.errorf(e, "connection given up: host=%s", options.name());
          connections.giveUp();
        }
      }
    } finally {
      closed = true;
      connections.close();
      ended = true;
      waiting.refuseAll();
      context.close();
    }
  }

  /** Waits for a reply where one is owed, else for something to write. */
  private void await(Connections connections) {
    Connection current = connections.current();
    boolean held = !current.proven() && !waiting.isEmpty();
    if (current.changesWaiting() + current.queriesWaiting() > 0) {
      long wait = current.untilNextExpiry(System.nanoTime(), MILLISECONDS.toNanos(RECEIVE_MILLIS));
      current.receive(held ? 1 : Math.max(1, (int) MILLISECONDS.convert(wait, NANOSECONDS)));
    } else {
      boolean idle = waiting.isEmpty();
      LockSupport.parkNanos(this, idle ? IDLE_NANOS : STEP_NANOS);
    }
  }

  /** Writes all that may be written now. */
  private void write(Connections connections) {
    Connection current = connections.current();
    int most = pipelined ? CHANGES_UNDER_WAY : 1;
    boolean taken = true;
    while (taken && connections.changesUnderWay() < most) {
      taken = write(current, waiting.changes());
    }
    taken = true;
    while (taken && current.queriesWaiting() < QUERIES_UNDER_WAY) {
      taken = write(current, waiting.queries());
    }
  }

  /** False: there is nothing to write, or it waits for a connection. */
  private boolean write(Connection connection, Queue<Exchange> queue) {
    Exchange exchange = queue.peek();
    if (exchange == null || !connection.proven()) {
      return false;
    }
    if (exchange.delivery().isDone()) {
      // Its write failed halfway and it was told as unanswered: it must not be written again.
      queue.poll();
      return true;
    }
    Lock gate = exchange.kind() == Exchange.Kind.CHANGE ? writeGate : OPEN_GATE;
    Delivery withheld = null;
    gate.lock();
    try {
      switch (waiting.draft(exchange)) {
        case Exchange.Draft.Withheld(var verdict) -> withheld = new Delivery.Withheld(verdict);
        case Exchange.Draft.Frame(var body) -> {
          if (!connection.write(body, exchange)) {
            return false;
          }
        }
      }
    } finally {
      gate.unlock();
    }
    queue.poll();
    if (withheld != null) {
      exchange.delivery().complete(withheld);
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    Thread started = thread;
    if (started == null) {
      return;
    }
    LockSupport.unpark(started);
    try {
      started.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
