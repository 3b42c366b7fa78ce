package io.interlock.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports of this machine's loopback address.
 *
 * <p>A port is chosen before its server listens there, often by another process and seconds later.
 * Meanwhile another stack could choose the same one and listen first; so a chosen port belongs to
 * the program that chose it until that ends, by a lock on one byte of a file all of them know.
 */
public final class Ports {
  /** Below the range the system gives to clients, so that a restarted server finds its port. */
  private static final int LOWEST = 15_000;

  private static final int HIGHEST = 32_000;
  private static final int ATTEMPTS = 1_000;

  /** Held, for a lock nobody refers to is forgotten by this virtual machine. */
  private static final Map<Integer, FileLock> CHOSEN = new ConcurrentHashMap<>();

  private Ports() {}

  /** A port nobody listens on and no other program has chosen. */
  public static int free() {
    return free(1)[0];
  }

  /** Different ports nobody listens on and no other program has chosen. */
  public static int[] free(int count) {
    int[] ports = new int[count];
    int found = 0;
    for (int attempt = 0; attempt < ATTEMPTS && found < count; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (choose(port) && isFree(port)) {
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

  /** False when it was chosen before, here or by another program. */
  static boolean choose(int port) {
    try {
      FileLock lock = Choices.FILE.tryLock(port, 1, false);
      return lock != null && CHOSEN.put(port, lock) == null;
    } catch (OverlappingFileLockException chosenHere) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("can't lock port " + port + " in " + Choices.PATH, e);
    }
  }

  /** Never closed: closing it would give every port back. */
  private static final class Choices {
    static final Path PATH =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "interlock-ports-" + System.getProperty("user.name"));
    static final FileChannel FILE = open();

    private static FileChannel open() {
      try {
        return FileChannel.open(PATH, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw new UncheckedIOException("can't open " + PATH, e);
      }
    }
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
