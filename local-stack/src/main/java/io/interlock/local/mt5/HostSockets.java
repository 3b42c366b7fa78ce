package io.interlock.local.mt5;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The host's two sockets: commands, and the data channel.
 *
 * <p>Commands come in over a ROUTER that looks like a REP to its clients; so a reply can be lost,
 * delayed or doubled, which a REP could not do. Owned by the host's thread.
 */
final class HostSockets implements AutoCloseable {
  private static final int LARGEST_FRAME = 1024 * 1024;
  private static final long REBIND_MILLIS = 5_000;

  private final ZContext context = new ZContext(1);
  private final String address;
  private ZMQ.Socket commands;
  private ZMQ.Socket data;
  private final int commandPort;
  private final int dataPort;

  /** A request and the way back to who sent it: the frames a REP would echo. */
  static final class Incoming {
    private final List<byte[]> envelope;
    private final byte[] body;

    private Incoming(List<byte[]> envelope, byte[] body) {
      this.envelope = envelope;
      this.body = body;
    }

    byte[] body() {
      return body;
    }
  }

  /**
   * @throws IllegalStateException if a port is taken
   */
  HostSockets(String address, int commandPort, int dataPort) {
    this.address = address;
    this.commands = socket(SocketType.ROUTER);
    this.data = socket(SocketType.PUB);
    try {
      this.commandPort = bind(commands, commandPort, 0);
      this.dataPort = bind(data, dataPort, 0);
    } catch (IllegalStateException e) {
      context.close();
      throw e;
    }
  }

  int commandPort() {
    return commandPort;
  }

  int dataPort() {
    return dataPort;
  }

  /** The next request, or null if none came in time. */
  @Nullable Incoming receive(int timeoutMillis) {
    commands.setReceiveTimeOut(timeoutMillis);
    byte[] frame = commands.recv();
    if (frame == null) {
      return null;
    }
    List<byte[]> envelope = new ArrayList<>();
    envelope.add(frame);
    byte @Nullable [] body = null;
    boolean delimited = false;
    while (commands.hasReceiveMore()) {
      frame = commands.recv();
      if (delimited) {
        body = body == null ? frame : body;
      } else {
        envelope.add(frame);
        delimited = frame.length == 0;
      }
    }
    return body == null ? null : new Incoming(envelope, body);
  }

  void reply(Incoming to, byte[] body) {
    for (byte[] frame : to.envelope) {
      commands.send(frame, ZMQ.SNDMORE | ZMQ.DONTWAIT);
    }
    commands.send(body, ZMQ.DONTWAIT);
  }

  void publish(String topic, byte[] body) {
    data.send(topic.getBytes(ZMQ.CHARSET), ZMQ.SNDMORE | ZMQ.DONTWAIT);
    data.send(body, ZMQ.DONTWAIT);
  }

  /** Cuts every connection and listens again on the same ports. */
  void dropConnections() {
    commands.close();
    data.close();
    commands = socket(SocketType.ROUTER);
    data = socket(SocketType.PUB);
    bind(commands, commandPort, REBIND_MILLIS);
    bind(data, dataPort, REBIND_MILLIS);
  }

  @Override
  public void close() {
    context.close();
  }

  private ZMQ.Socket socket(SocketType type) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(0);
    socket.setMaxMsgSize(LARGEST_FRAME);
    socket.setHandshakeIvl(500);
    socket.setSndHWM(100_000);
    return socket;
  }

  private int bind(ZMQ.Socket socket, int port, long patienceMillis) {
    long giveUp = System.nanoTime() + patienceMillis * 1_000_000;
    String endpoint = "tcp://" + address + ":" + (port == 0 ? "*" : port);
    while (true) {
      try {
        socket.bind(endpoint);
        String bound = socket.getLastEndpoint();
        return Integer.parseInt(bound.substring(bound.lastIndexOf(':') + 1));
      } catch (ZMQException e) {
        if (System.nanoTime() >= giveUp) {
          throw new IllegalStateException("can't listen on " + endpoint + ": " + e.getMessage(), e);
        }
        Thread.onSpinWait();
      }
    }
  }
}
