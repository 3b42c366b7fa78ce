package io.interlock.gateway.transport;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * A host's data channel: a SUB socket and the thread that owns it. Frames go to the reader on that
 * thread, which must not block.
 */
public final class ZmqDataFeed implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ZmqDataFeed.class);
  private static final int RECEIVE_MILLIS = 50;
  private static final long JOIN_MILLIS = 2_000;
  private static final long PAUSE_NANOS = SECONDS.toNanos(1);

  private final ChannelOptions options;
  private final List<String> topics;
  private final BiConsumer<String, byte[]> reader;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param topics prefixes subscribed to
   * @param reader takes topic and body
   */
  public ZmqDataFeed(
      ChannelOptions options, List<String> topics, BiConsumer<String, byte[]> reader) {
    this.options = options;
    this.topics = List.copyOf(topics);
    this.reader = reader;
    this.thread = Thread.ofPlatform().name("mt5-" + options.name()).daemon().unstarted(this::run);
  }

  public ZmqDataFeed start() {
    thread.start();
    return this;
  }

  private void run() {
    try (ZContext context = new ZContext(1)) {
      while (!closed) {
        try (ZMQ.Socket socket = context.createSocket(SocketType.SUB)) {
          follow(socket);
        } catch (ZMQException e) {
          LOG.warnf("data channel is opened again: host=%s %s", options.name(), e.getMessage());
          LockSupport.parkNanos(this, PAUSE_NANOS);
        }
      }
    }
  }

  /**
   * Receives until nothing has come for long. A host that lives sends something every second; after
   * a frame that breaks the protocol JeroMQ never connects again by itself.
   */
  private void follow(ZMQ.Socket socket) {
    ZmqOptions.apply(socket, options);
    socket.setHWM(ZmqOptions.DATA_HWM);
    socket.setReceiveTimeOut(RECEIVE_MILLIS);
    topics.forEach(topic -> socket.subscribe(topic.getBytes(StandardCharsets.UTF_8)));
    socket.connect(options.address());
    long renewNanos = options.renewAfter().toNanos();
    long heardNanos = System.nanoTime();
    while (!closed && System.nanoTime() - heardNanos < renewNanos) {
      if (receive(socket)) {
        heardNanos = System.nanoTime();
      }
    }
  }

  private boolean receive(ZMQ.Socket socket) {
    byte[] topic = socket.recv(0);
    if (topic == null) {
      return false;
    }
    byte[] body = topic;
    int parts = 1;
    while (socket.hasReceiveMore()) {
      body = socket.recv(0);
      parts++;
    }
    if (parts != 2 || body == null) {
      return true;
    }
    try {
      reader.accept(new String(topic, StandardCharsets.UTF_8), body);
    } catch (RuntimeException e) {
      LOG.errorf(e, "a frame could not be taken: host=%s", options.name());
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
