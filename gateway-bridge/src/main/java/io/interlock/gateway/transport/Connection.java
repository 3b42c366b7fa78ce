package io.interlock.gateway.transport;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * One DEALER socket that speaks the REQ envelope, and what it still waits for. Owned by the thread
 * of its channel.
 *
 * <p>It is proven once a query has been answered over it since TCP last connected. JeroMQ takes
 * messages as soon as TCP connects, and loses them when the handshake then fails or hangs, which it
 * does to a few of a hundred fresh connections (zeromq/jeromq#1022).
 */
final class Connection implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Connection.class);
  private static final byte[] DELIMITER = new byte[0];

  private final ZMQ.Socket socket;
  private final long openedNanos = System.nanoTime();
  private final Map<Long, Flight> waiting = new LinkedHashMap<>();

  /** Counted on JeroMQ's thread, before it connects again. */
  private final AtomicInteger losses = new AtomicInteger();

  private long correlation;
  private int provenAfterLosses = -1;
  private int changesWaiting;
  private int queriesWaiting;

  /** An exchange under way; {@code expired} once its caller has been told it is unanswered. */
  private static final class Flight {
    final Exchange exchange;
    final int afterLosses;
    final long sentNanos;
    boolean expired;

    Flight(Exchange exchange, int afterLosses, long sentNanos) {
      this.exchange = exchange;
      this.afterLosses = afterLosses;
      this.sentNanos = sentNanos;
    }
  }

  Connection(ZContext context, ChannelOptions options) {
    socket = context.createSocket(SocketType.DEALER);
    ZmqOptions.apply(socket, options);
    socket.setHWM(ZmqOptions.COMMAND_HWM);
    // JeroMQ's sense of immediate: nothing is queued to a peer that isn't there.
    socket.setImmediate(false);
    socket.setSendTimeOut(0);
    ZEvent.ZEventConsummer lost = _ -> losses.incrementAndGet();
    socket.setEventHook(lost, ZMQ.EVENT_DISCONNECTED);
    try {
      socket.connect(options.address());
    } catch (ZMQException e) {
      // Such as a name that can't be resolved (yet): as good as not connected.
      LOG.debugf("can't connect: address=%s %s", options.address(), e.getMessage());
    }
  }

  long ageNanos(long now) {
    return now - openedNanos;
  }

  int changesWaiting() {
    return changesWaiting;
  }

  int queriesWaiting() {
    return queriesWaiting;
  }

  /** A query has been answered over it since TCP last connected. */
  boolean proven() {
    return provenAfterLosses == losses.get();
  }

  /** Writes a query, unless one is under way or nobody is there to take it. */
  void prove(Supplier<Exchange> proofs) {
    int now = losses.get();
    boolean asked =
        waiting.values().stream().anyMatch(flight -> !flight.expired && flight.afterLosses == now);
    if (proven() || asked || (socket.getEvents() & ZMQ.Poller.POLLOUT) == 0) {
      return;
    }
    Exchange proof = proofs.get();
    if (proof.draft() instanceof Exchange.Draft.Frame(var body)) {
      var _ = write(body, proof);
    }
  }

  /** A change has been waited for as long as such a part of its time-out. */
  boolean changeWaitsForPart(long now, int part) {
    return changesWaiting > 0
        && waiting.values().stream()
            .anyMatch(
                flight ->
                    !flight.expired
                        && flight.exchange.kind() == Exchange.Kind.CHANGE
                        && now - flight.sentNanos >= flight.exchange.timeoutNanos() / part);
  }

  /** Nothing is owed any more, not even a late reply. */
  boolean idle() {
    return waiting.isEmpty();
  }

  /** False: provably not written. */
  boolean write(byte[] body, Exchange exchange) {
    byte[] envelope = ByteBuffer.allocate(Long.BYTES).putLong(++correlation).array();
    waiting.put(correlation, new Flight(exchange, losses.get(), System.nanoTime()));
    if (!socket.send(envelope, ZMQ.DONTWAIT | ZMQ.SNDMORE)) {
      waiting.remove(correlation);
      return false;
    }
    // Once the first part is taken the rest goes to the same pipe, or is dropped with it; whatever
    // happens from here on, it may have been written.
    count(exchange, 1);
    socket.send(DELIMITER, ZMQ.DONTWAIT | ZMQ.SNDMORE);
    socket.send(body, ZMQ.DONTWAIT);
    return true;
  }

  /**
   * Receives one reply, if there is one within the time.
   *
   * @return whether a frame came, whatever it was
   */
  boolean receive(int timeoutMillis) {
    socket.setReceiveTimeOut(timeoutMillis);
    byte[] first = socket.recv(timeoutMillis == 0 ? ZMQ.DONTWAIT : 0);
    if (first == null) {
      return false;
    }
    byte[] last = first;
    boolean delimited = false;
    int parts = 1;
    while (socket.hasReceiveMore()) {
      last = socket.recv(ZMQ.DONTWAIT);
      if (last == null) {
        return true;
      }
      parts++;
      delimited |= parts == 2 && last.length == 0;
    }
    if (parts == 3 && delimited && first.length == Long.BYTES) {
      settle(ByteBuffer.wrap(first).getLong(), last);
    }
    return true;
  }

  /** Receives what has come, without waiting. */
  void receiveAll() {
    boolean more = true;
    while (more) {
      more = receive(0);
    }
  }

  private void settle(long answered, byte[] body) {
    Flight flight = waiting.remove(answered);
    if (flight == null) {
      return;
    }
    provenAfterLosses = Math.max(provenAfterLosses, flight.afterLosses);
    if (flight.expired) {
      flight.exchange.late(body);
      return;
    }
    count(flight.exchange, -1);
    flight
        .exchange
        .delivery()
        .complete(new Delivery.Answered(body, System.nanoTime() - flight.sentNanos));
  }

  /**
   * Tells callers whose time is up, and forgets what nobody listens for any more.
   *
   * @return whether a change is waited for no longer just now
   */
  boolean expire(long now) {
    boolean changeTimedOut = false;
    for (Iterator<Flight> flights = waiting.values().iterator(); flights.hasNext(); ) {
      Flight flight = flights.next();
      Exchange exchange = flight.exchange;
      long age = now - flight.sentNanos;
      boolean over = exchange.over(now, flight.sentNanos);
      // News of a change may still come; of a query only its reply tells.
      boolean lost = exchange.kind() == Exchange.Kind.QUERY && flight.afterLosses != losses.get();
      if (!flight.expired && (over || lost)) {
        flight.expired = true;
        count(exchange, -1);
        changeTimedOut |= exchange.kind() == Exchange.Kind.CHANGE;
        exchange
            .delivery()
            .complete(
                over
                    ? unanswered("TIMEOUT", "no reply in time")
                    : unanswered("LOST", "the connection was lost"));
      }
      if (flight.expired && age >= exchange.timeoutNanos() + exchange.graceNanos()) {
        flights.remove();
      }
    }
    return changeTimedOut;
  }

  /** Nanoseconds until the next time-out, at most {@code most}. */
  long untilNextExpiry(long now, long most) {
    long next = most;
    for (Flight flight : waiting.values()) {
      if (!flight.expired) {
        next = Math.min(next, flight.exchange.timeoutNanos() - (now - flight.sentNanos));
      }
    }
    return Math.max(next, 0);
  }

  private void count(Exchange exchange, int by) {
    switch (exchange.kind()) {
      case CHANGE -> changesWaiting += by;
      case QUERY -> queriesWaiting += by;
    }
  }

  static Delivery unanswered(String code, String message) {
    return new Delivery.Unanswered(code, message);
  }

  @Override
  public void close() {
    for (Flight flight : waiting.values()) {
      flight.exchange.delivery().complete(unanswered("CLOSED", "the connection was closed"));
    }
    waiting.clear();
    socket.close();
  }
}
