package io.interlock.gateway.session;

import io.interlock.contracts.broker.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwards TCP connections; those it has can be made silent, as a firewall that forgot them does.
 */
final class SilentProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Pair> pairs = new ArrayList<>();

  private static final class Pair {
    final Socket near;
    final Socket far;
    volatile boolean silent;

    Pair(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void pump(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      try {
        for (int read = from.getInputStream().read(buffer);
            read >= 0;
            read = from.getInputStream().read(buffer)) {
          if (!silent) {
            to.getOutputStream().write(buffer, 0, read);
          }
        }
        if (!silent) {
          to.close();
        }
      } catch (IOException e) {
        // The connection is gone, which is what proxies are there to see.
      }
    }
  }

  SilentProxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort(), null);
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        near.setTcpNoDelay(true);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        far.setTcpNoDelay(true);
        Pair pair = new Pair(near, far);
        synchronized (pairs) {
          pairs.add(pair);
        }
        Thread.ofVirtual().start(() -> pair.pump(near, far));
        Thread.ofVirtual().start(() -> pair.pump(far, near));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  /** Drops all that is sent over the connections there are, without closing them. */
  void goSilent() {
    synchronized (pairs) {
      pairs.forEach(pair -> pair.silent = true);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      synchronized (pairs) {
        for (Pair pair : pairs) {
          pair.near.close();
          pair.far.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
