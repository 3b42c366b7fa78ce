package io.interlock.gateway.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * How the peer greets: the first bytes of ZMTP, read without a ZeroMQ library, because a library
 * says nothing about what it found instead.
 */
sealed interface Greeting {
  /**
   * It speaks ZMTP 3.
   *
   * @param mechanism NULL, PLAIN or CURVE
   */
  record Zmtp(String mechanism) implements Greeting {}

  /** It speaks a ZMTP older than 3, which has no security. */
  record OldZmtp(int version) implements Greeting {}

  /**
   * It speaks something else.
   *
   * @param start its first bytes, as text
   */
  record Foreign(String start) implements Greeting {}

  /** It accepted the connection and said nothing. */
  record Silent() implements Greeting {}

  /** It closed the connection before it had greeted. */
  record Closed(String why) implements Greeting {}

  int LENGTH = 64;
  int SIGNATURE = 10;
  int VERSION_AT = 10;
  int MECHANISM_AT = 12;
  int MECHANISM_LENGTH = 20;

  /** Connects and exchanges greetings. */
  static Greeting of(ProbeTarget target, Duration timeout) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(target.host(), target.port()), (int) timeout.toMillis());
      socket.setSoTimeout((int) timeout.toMillis() / 2);
      // Up to the version only: a peer that reads another mechanism than its own hangs up at once.
      byte[] ours = new byte[VERSION_AT + 1];
      ours[0] = (byte) 0xff;
      ours[SIGNATURE - 1] = 0x7f;
      ours[VERSION_AT] = 3;
      say(socket, ours);
      return listen(socket);
    } catch (IOException e) {
      return new Closed(String.valueOf(e.getMessage()));
    }
  }

  private static Greeting listen(Socket socket) throws IOException {
    byte[] heard = new byte[LENGTH];
    int count = 0;
    boolean asked = false;
    while (count < LENGTH) {
      try {
        int read = socket.getInputStream().read(heard, count, LENGTH - count);
        if (read < 0) {
          break;
        }
        count += read;
      } catch (SocketTimeoutException e) {
        if (count > 0) {
          break;
        }
        if (asked) {
          return new Silent();
        }
        // ZeroMQ speaks first; many other servers wait for a line and then say what they are.
        asked = true;
        say(socket, "\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
    }
    return count == 0 ? new Closed("without a word") : judge(heard, count);
  }

  private static void say(Socket socket, byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private static Greeting judge(byte[] heard, int count) {
    if ((heard[0] & 0xff) != 0xff || count < SIGNATURE || (heard[SIGNATURE - 1] & 1) == 0) {
      return foreign(heard, count);
    }
    int version = count > VERSION_AT ? heard[VERSION_AT] : 0;
    if (version < 3) {
      return new OldZmtp(version);
    }
    String mechanism =
        new String(heard, MECHANISM_AT, MECHANISM_LENGTH, StandardCharsets.US_ASCII)
            .replace("\0", "");
    return new Zmtp(mechanism);
  }

  private static Greeting foreign(byte[] heard, int count) {
    String text = new String(Arrays.copyOf(heard, count), StandardCharsets.ISO_8859_1);
    return new Foreign(text.lines().findFirst().orElse("").replaceAll("[^ -~]", "."));
  }
}
