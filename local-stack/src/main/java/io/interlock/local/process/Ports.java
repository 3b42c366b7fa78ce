package io.interlock.local.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** TCP ports of this machine's loopback address. */
public final class Ports {
  /** Below the range the system gives to clients, so that a restarted server finds its port. */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  private Ports() {}

  /** A port nobody listens on right now; another program may still take it first. */
  public static int free() {
    return free(1)[0];
  }

  /** Different ports nobody listens on right now. */
  public static int[] free(int count) {
    int[] ports = new int[count];
    int found = 0;
    for (int attempt = 0; attempt < ATTEMPTS && found < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port) && IntStream.of(ports).noneMatch(other -> other == port)) {
        ports[found++] = port;
      }
    }
    if (found < count) {
      throw new IllegalStateException("no free TCP port between " + LOWEST + " and " + HIGHEST);
    }
    return ports;
  }

  /** Whether a server of ours could listen there: on loopback and on all addresses. */
  public static boolean isFree(int port) {
    return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        && canBind(new InetSocketAddress(port));
  }

  private static boolean canBind(InetSocketAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      // A port in TIME_WAIT after a restart is free for a server.
      socket.setReuseAddress(true);
      socket.bind(address, 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
