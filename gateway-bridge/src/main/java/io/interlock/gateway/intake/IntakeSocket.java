package io.interlock.gateway.intake;

import io.interlock.contracts.json.Json;
import io.interlock.gateway.curve.ServerSecurity;
import io.interlock.gateway.curve.ZapAuthenticator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.Msg;
import zmq.ZError;
import zmq.io.Metadata;

/**
 * The ZeroMQ socket Expert Advisors connect to: a ROUTER, so that one that hangs or sends garbage
 * holds up nobody.
 *
 * <p>Owns one thread, and the thread owns the socket. What is kept for a connection is bounded: a
 * few messages of at most 256 KiB; above 64 KiB they are answered with an error. After an
 * unexpected failure the socket is opened again.
 */
final class IntakeSocket implements AutoCloseable {
  /** Answers one event. */
  @FunctionalInterface
  interface Desk {
    IntakeAnswer answer(byte[] bytes, Experts.Channel channel, String client, long arrivedNanos);
  }

  private static final Logger LOG = Logger.getLogger(IntakeSocket.class);
  private static final int LARGEST_FRAME = 256 * 1024;
  private static final int WAITING_PER_CONNECTION = 8;
  private static final int STOP_CHECK_MILLIS = 100;
  private static final int HANDSHAKE_MILLIS = 2_000;
  private static final int KEEPALIVE_IDLE_SECONDS = 30;
  private static final int BACKLOG = 512;
  private static final byte[] SEVERAL_FRAMES =
      "more than one frame".getBytes(StandardCharsets.US_ASCII);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String endpoint;
  private final ServerSecurity security;
  private final Desk desk;
  private final ZapAuthenticator.RefusalListener refusals;
  private final Thread thread;
  private final CountDownLatch firstBind = new CountDownLatch(1);
  private volatile boolean closing;
  private volatile @Nullable String problem = "not bound yet";
  private volatile int port;

  /**
   * Binds; {@link #problem} says when it couldn't.
   *
   * @param port 0: any free one
   */
  IntakeSocket(
      String host,
      int port,
      ServerSecurity security,
      Desk desk,
      ZapAuthenticator.RefusalListener refusals) {
    this.endpoint = "tcp://" + host + ":" + (port == 0 ? "*" : Integer.toString(port));
    this.security = security;
    this.desk = desk;
    this.refusals = refusals;
    thread = Thread.ofPlatform().name("event-intake").daemon().start(this::run);
    try {
      if (!firstBind.await(5, TimeUnit.SECONDS)) {
        LOG.warn("event intake takes long to bind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why it can't be reached; null: it can. */
  @Nullable String problem() {
    return thread.isAlive() ? problem : "its thread has ended";
  }

  int port() {
    return port;
  }

  private void run() {
    while (!closing) {
      try (ZContext context = new ZContext()) {
        context.setUncaughtExceptionHandler((t, e) -> LOG.error("ZeroMQ thread ended", e));
        context.setNotificationExceptionHandler(
            (t, e) -> LOG.warnf("ZeroMQ refused what a peer sent: %s", e));
        serve(context);
      } catch (ZMQException e) {
        failed("can't serve " + endpoint + ": " + reason(e));
      } catch (RuntimeException e) {
        LOG.error("event intake failed and is opened again", e);
        failed(e.toString());
      }
    }
  }

  private void serve(ZContext context) {
    ZMQ.Socket socket = context.createSocket(SocketType.ROUTER);
    AutoCloseable authenticator = security.secure(context, socket, refusals);
    try (socket) {
      socket.setLinger(0);
      socket.setRcvHWM(WAITING_PER_CONNECTION);
      socket.setSndHWM(WAITING_PER_CONNECTION);
      socket.setMaxMsgSize(LARGEST_FRAME);
      socket.setRouterHandover(true);
      socket.setHandshakeIvl(HANDSHAKE_MILLIS);
      socket.setTCPKeepAlive(1);
      socket.setTCPKeepAliveIdle(KEEPALIVE_IDLE_SECONDS);
      socket.setBacklog(BACKLOG);
      socket.setReceiveTimeOut(STOP_CHECK_MILLIS);
      socket.bind(endpoint);
      String bound = socket.getLastEndpoint();
      port = Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1));
      problem = null;
      LOG.infof("event intake listens: %s security=%s", bound, security.describe());
      firstBind.countDown();
      while (!closing) {
        serveOne(socket);
      }
    } finally {
      close(authenticator);
    }
  }

  private void serveOne(ZMQ.Socket socket) {
    byte[] connection = socket.recv();
    if (connection == null) {
      return;
    }
    long arrivedNanos = System.nanoTime();
    List<byte[]> frames = new ArrayList<>(2);
    String client = "";
    while (socket.hasReceiveMore()) {
      // Only the raw message says whom the authenticator has let in.
      Msg frame = socket.base().recv(0);
      frames.add(frame.data());
      client = client(frame.getMetadata());
    }
    if (frames.isEmpty() || !security.allows(client)) {
      return;
    }
    // REQ sends [empty][body]; a DEALER may put its own frames before the empty one, or none.
    int bodyAt = bodyAt(frames);
    byte[] body = bodyAt == frames.size() - 1 ? frames.get(bodyAt) : SEVERAL_FRAMES;
    IntakeAnswer answer =
        desk.answer(body, Experts.Channel.ZMQ, security.nameOf(client), arrivedNanos);
    socket.send(connection, ZMQ.SNDMORE | ZMQ.DONTWAIT);
    for (byte[] frame : frames.subList(0, bodyAt)) {
      socket.send(frame, ZMQ.SNDMORE | ZMQ.DONTWAIT);
    }
    socket.send(Json.bytes(answer), ZMQ.DONTWAIT);
  }

  private static int bodyAt(List<byte[]> frames) {
    for (int i = 0; i < frames.size() - 1; i++) {
      if (frames.get(i).length == 0) {
        return i + 1;
      }
    }
    return 0;
  }

  private String client(@Nullable Metadata metadata) {
    String found =
        metadata == null
            ? null
            : metadata.get(security.encrypted() ? Metadata.USER_ID : Metadata.PEER_ADDRESS);
    return found == null ? "" : found;
  }

  private static String reason(ZMQException e) {
    return e.getErrorCode() == ZError.EADDRINUSE
        ? "the port is in use by another process"
        : String.valueOf(e.getMessage());
  }

  private void failed(String why) {
    if (!why.equals(problem)) {
      LOG.errorf("event intake can't be reached: %s", why);
    }
    problem = why;
    firstBind.countDown();
    if (!closing) {
      LockSupport.parkNanos(this, PAUSE_NANOS);
    }
  }

  private static void close(AutoCloseable authenticator) {
    try {
      authenticator.close();
    } catch (Exception e) {
      LOG.error("authenticator could not be closed", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
