package io.interlock.gateway.transport;

import io.interlock.contracts.broker.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwards TCP connections; those it has can be made silent, as a firewall that forgot them does,
 * and those to come after their first bytes, as a handshake that hangs is.
 */
public final class SilentProxy implements AutoCloseable {
  private final ServerSocket server;
  private final int target;
  private final List<Pair> pairs = new ArrayList<>();
  private int accepted;
  private int connectionsToHang;
  private int bytesBeforeTheyHang;

  private static final class Pair {
    final Socket near;
    final Socket far;
    final int mostBytes;
    volatile boolean silent;

    Pair(Socket near, Socket far, int mostBytes) {
      this.near = near;
      this.far = far;
      this.mostBytes = mostBytes;
    }

    void pump(Socket from, Socket to) {
      byte[] buffer = new byte[8192];
      long passed = 0;
      try {
        for (int read = from.getInputStream().read(buffer);
            read >= 0;
            read = from.getInputStream().read(buffer)) {
          int passes = (int) Math.min(read, mostBytes - passed);
          if (!silent && passes > 0) {
            to.getOutputStream().write(buffer, 0, passes);
            passed += passes;
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

  public SilentProxy(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort(), null);
  }

  private void accept() {
    try {
      while (true) {
        Socket near = server.accept();
        near.setTcpNoDelay(true);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        far.setTcpNoDelay(true);
        Pair pair;
        synchronized (pairs) {
          accepted++;
          boolean hangs = connectionsToHang-- > 0;
          pair = new Pair(near, far, hangs ? bytesBeforeTheyHang : Integer.MAX_VALUE);
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
  public void goSilent() {
    synchronized (pairs) {
      pairs.forEach(pair -> pair.silent = true);
    }
  }

  /** How many connections there have been. */
  public int accepted() {
    synchronized (pairs) {
      return accepted;
    }
  }

  /** Closes the connections there are. */
  public void cut() {
    try {
      synchronized (pairs) {
        for (Pair pair : pairs) {
          pair.near.close();
          pair.far.close();
        }
        pairs.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets the next connections, so many of them, pass only so many bytes either way. */
  public void hangNext(int connections, int afterBytes) {
    synchronized (pairs) {
      connectionsToHang = connections;
      bytesBeforeTheyHang = afterBytes;
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
  }
}
