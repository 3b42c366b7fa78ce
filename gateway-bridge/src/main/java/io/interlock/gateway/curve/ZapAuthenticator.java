package io.interlock.gateway.curve;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * Answers, for every CURVE connection to the bound sockets of one context, whether its client key
 * is on the allow-list (ZeroMQ RFC 27).
 *
 * <p>ZeroMQ lets every client in while no authenticator is bound, so it is opened before a socket
 * binds and closed after the last one has closed; whatever goes wrong in between is a refusal. Owns
 * one daemon thread.
 */
public final class ZapAuthenticator implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(ZapAuthenticator.class);
  private static final String ENDPOINT = "inproc://zeromq.zap.01";
  private static final int KEY_FRAME = 6;
  private static final int FRAMES = 7;
  private static final int STOP_CHECK_MILLIS = 100;

  /**
   * Is told of refused clients, of one that keeps trying once a minute; called on the
   * authenticator's thread, must not block.
   */
  @FunctionalInterface
  public interface RefusalListener {
    /**
     * @param client its public key in Z85, or what it showed instead
     * @param address it came from
     */
    void refused(String client, String address);
  }

  private final AllowList allowList;
  private final RefusalListener listener;
  private final ZMQ.Socket socket;
  private final Thread thread;
  private final LongAdder refused = new LongAdder();
  private final RefusalLimit quiet = new RefusalLimit(System::nanoTime);
  private volatile boolean closing;

  /** Starts to answer; from here on a CURVE server socket of the context is safe to bind. */
  public ZapAuthenticator(ZContext context, AllowList allowList, RefusalListener listener) {
    this.allowList = allowList;
    this.listener = listener;
    socket = context.createSocket(SocketType.REP);
    socket.setLinger(0);
    socket.setReceiveTimeOut(STOP_CHECK_MILLIS);
    socket.bind(ENDPOINT);
    thread = new Thread(this::answerAll, "zap-authenticator");
    thread.setDaemon(true);
    thread.start();
  }

  public long refusedCount() {
    return refused.sum();
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answerAll() {
    try {
      while (!closing) {
        byte[] first = socket.recv();
        if (first != null) {
          answer(first);
        }
      }
    } catch (ZMQException e) {
      LOG.debugf("authenticator ends with its context: %s", e.getMessage());
    } finally {
      socket.close();
    }
  }

  private void answer(byte[] first) {
    List<byte[]> frames = new ArrayList<>(FRAMES);
    frames.add(first);
    while (socket.hasReceiveMore()) {
      frames.add(socket.recv());
    }
    String name = null;
    String client = "no key";
    try {
      if (frames.size() == FRAMES
          && "CURVE".equals(text(frames.get(5)))
          && frames.get(KEY_FRAME).length == ZMQ.Curve.KEY_SIZE) {
        client = ZMQ.Curve.z85Encode(frames.get(KEY_FRAME));
        name = allowList.nameOf(client);
      }
    } catch (RuntimeException e) {
      LOG.error("client refused because it couldn't be looked up", e);
    }
    String address = frames.size() > 3 ? text(frames.get(3)) : "unknown";
    reply(frames, client, name != null);
    if (name == null) {
      refused.increment();
      if (!quiet.lets(client)) {
        return;
      }
      LOG.warnf("CURVE client refused: key=%s address=%s", client, address);
      try {
        listener.refused(client, address);
      } catch (RuntimeException e) {
        LOG.error("refusal could not be reported", e);
      }
    } else {
      LOG.infof("CURVE client connected: name=%s key=%s address=%s", name, client, address);
    }
  }

  private void reply(List<byte[]> frames, String client, boolean allowed) {
    socket.sendMore("1.0");
    socket.sendMore(frames.size() > 1 ? frames.get(1) : new byte[0]);
    socket.sendMore(allowed ? "200" : "400");
    socket.sendMore(allowed ? "OK" : "client key is not on the allow-list");
    socket.sendMore(allowed ? client : "");
    socket.send("");
  }

  private static String text(byte[] frame) {
    return new String(frame, StandardCharsets.UTF_8);
  }
}
