package io.interlock.gateway.transport;

import org.zeromq.ZMQ;

/** The socket options every connection to a host has; each is there for a failure it prevents. */
final class ZmqOptions {
  static final int COMMAND_HWM = 64;
  static final int DATA_HWM = 100_000;

  private static final int LARGEST_FRAME = 1024 * 1024;
  private static final int RECONNECT_MILLIS = 10;
  private static final int RECONNECT_MOST_MILLIS = 100;
  private static final int HANDSHAKE_MILLIS = 500;
  private static final int HEARTBEAT_MILLIS = 1_000;
  // Shorter than the interval: otherwise JeroMQ never notices a frozen peer.
  private static final int HEARTBEAT_TIMEOUT_MILLIS = 800;

  private ZmqOptions() {}

  /** To be called before connect. */
  static void apply(ZMQ.Socket socket, ChannelOptions options) {
    socket.setLinger(0);
    socket.setReconnectIVL(RECONNECT_MILLIS);
    socket.setReconnectIVLMax(RECONNECT_MOST_MILLIS);
    socket.setHandshakeIvl(HANDSHAKE_MILLIS);
    socket.setHeartbeatIvl(HEARTBEAT_MILLIS);
    socket.setHeartbeatTimeout(HEARTBEAT_TIMEOUT_MILLIS);
    socket.setHeartbeatTtl(HEARTBEAT_MILLIS * 3);
    // A forged length would otherwise take every socket of the context down.
    socket.setMaxMsgSize(LARGEST_FRAME);
    socket.setTCPKeepAlive(1);
    if (options.host().contains(":")) {
      socket.setIPv6(true);
    }
    options.security().accept(socket);
  }
}
