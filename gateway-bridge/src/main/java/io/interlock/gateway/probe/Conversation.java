package io.interlock.gateway.probe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMonitor;

/** Asks a host over ZeroMQ and notices how the handshake goes. Used by one thread. */
final class Conversation implements AutoCloseable {
  /** What came of a question. */
  sealed interface Heard {
    record Reply(String body) implements Heard {}

    /** The host's authenticator said no. */
    record KeyRefused() implements Heard {}

    /**
     * Nothing came.
     *
     * @param drops how often the connection broke meanwhile
     */
    record Silence(int drops) implements Heard {}
  }

  private static final String MONITOR = "inproc://probe-monitor-";
  private static final int LONGEST_HANDSHAKE_MILLIS = 500;
  private static final int LARGEST_REPLY = 1024 * 1024;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ProbeTarget target;
  private final ZContext context = new ZContext();
  private ZMQ.Socket host;
  private ZMQ.Socket monitor;
  private int opened;
  private int asked;

  Conversation(ProbeTarget target) {
    this.target = target;
    host = context.createSocket(SocketType.DEALER);
    monitor = context.createSocket(SocketType.PAIR);
    connect();
  }

  /**
   * Asks until there is an answer, over a fresh connection whenever one breaks: after a broken
   * handshake the library gives the connection up, and a first connection sometimes hangs in it.
   */
  Heard ask(byte[] question, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    int drops = 0;
    while (true) {
      Heard heard = askOnce(question, deadline, drops);
      if (heard != null) {
        return heard;
      }
      drops++;
      LockSupport.parkNanos(PAUSE.toNanos());
      if (System.nanoTime() >= deadline) {
        return new Heard.Silence(drops);
      }
      reconnect();
    }
  }

  /** Null: the connection broke. */
  private @Nullable Heard askOnce(byte[] question, long deadline, int drops) {
    String correlation = "probe-" + ++asked;
    host.sendMore(correlation);
    host.sendMore("");
    host.send(question);
    try (ZMQ.Poller poller = context.createPoller(2)) {
      poller.register(host, ZMQ.Poller.POLLIN);
      poller.register(monitor, ZMQ.Poller.POLLIN);
      while (true) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          return new Heard.Silence(drops);
        }
        poller.poll(left);
        if (poller.pollin(0)) {
          Heard.Reply reply = reply(correlation);
          if (reply != null) {
            return reply;
          }
        }
        ZEvent event = poller.pollin(1) ? ZEvent.recv(monitor, ZMQ.DONTWAIT) : null;
        if (event != null && event.getEvent() == ZMonitor.Event.HANDSHAKE_FAILED_AUTH) {
          return new Heard.KeyRefused();
        }
        if (event != null && event.getEvent() == ZMonitor.Event.DISCONNECTED) {
          return null;
        }
      }
    }
  }

  private Heard.@Nullable Reply reply(String correlation) {
    String first = host.recvStr();
    byte[] last = new byte[0];
    while (host.hasReceiveMore()) {
      last = host.recv();
    }
    // A late reply to an earlier question is not this one's.
    return correlation.equals(first)
        ? new Heard.Reply(new String(last, StandardCharsets.UTF_8))
        : null;
  }

  private void reconnect() {
    disconnect();
    host = context.createSocket(SocketType.DEALER);
    monitor = context.createSocket(SocketType.PAIR);
    connect();
  }

  private void connect() {
    host.setLinger(0);
    host.setSendTimeOut(0);
    host.setMaxMsgSize(LARGEST_REPLY);
    host.setHandshakeIvl(
        (int) Math.min(LONGEST_HANDSHAKE_MILLIS, target.timeout().toMillis() / 3 + 1));
    target.security().secure(host);
    String events = MONITOR + ++opened;
    host.monitor(events, ZMQ.EVENT_ALL);
    monitor.setLinger(0);
    monitor.connect(events);
    host.connect("tcp://" + target.host() + ":" + target.port());
  }

  private void disconnect() {
    host.monitor(null, 0);
    monitor.close();
    host.close();
  }

  @Override
  public void close() {
    disconnect();
    context.close();
  }
}
