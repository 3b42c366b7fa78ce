package io.interlock.systemtests.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One direction of a ZMTP 3 connection, message by message.
 *
 * <p>One thread reads; any may write.
 */
final class ZmtpStream {
  private static final int GREETING_BYTES = 64;
  private static final int MORE = 1;
  private static final int LONG = 2;
  private static final int COMMAND = 4;

  private final Socket from;
  private final Socket to;
  private final DataInputStream in;
  private final OutputStream out;

  /** The frames of a message, or of a command of the protocol itself. */
  record Message(boolean isCommand, List<byte[]> frames) {
    byte[] last() {
      return frames.getLast();
    }

    String topic() {
      return new String(frames.getFirst(), UTF_8);
    }

    /** What a reply has in common with its request. */
    String envelope() {
      StringBuilder text = new StringBuilder();
      frames
          .subList(0, frames.size() - 1)
          .forEach(frame -> text.append(HexFormat.of().formatHex(frame)).append('/'));
      return text.toString();
    }

    Message withLast(byte[] body) {
      List<byte[]> changed = new ArrayList<>(frames);
      changed.set(changed.size() - 1, body);
      return new Message(isCommand, changed);
    }
  }

  ZmtpStream(Socket from, Socket to) throws IOException {
    this.from = from;
    this.to = to;
    this.in = new DataInputStream(from.getInputStream());
    this.out = to.getOutputStream();
  }

  Socket from() {
    return from;
  }

  Socket to() {
    return to;
  }

  /** Passes the greeting on as it comes: the peers wait for each other's first bytes. */
  void greet() throws IOException {
    byte[] bytes = new byte[GREETING_BYTES];
    int passed = 0;
    while (passed < GREETING_BYTES) {
      int count = in.read(bytes, 0, GREETING_BYTES - passed);
      if (count < 0) {
        throw new IOException("ended in its greeting");
      }
      out.write(bytes, 0, count);
      passed += count;
    }
  }

  Message read() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    while (true) {
      int flags = in.readUnsignedByte();
      long size = (flags & LONG) == 0 ? in.readUnsignedByte() : in.readLong();
      frames.add(in.readNBytes(Math.toIntExact(size)));
      if ((flags & MORE) == 0) {
        return new Message((flags & COMMAND) != 0, frames);
      }
    }
  }

  void write(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < message.frames().size(); i++) {
      byte[] frame = message.frames().get(i);
      int flags =
          (i < message.frames().size() - 1 ? MORE : 0) | (message.isCommand() ? COMMAND : 0);
      if (frame.length < 256) {
        bytes.write(flags);
        bytes.write(frame.length);
      } else {
        bytes.write(flags | LONG);
        for (int shift = 56; shift >= 0; shift -= 8) {
          bytes.write((int) ((long) frame.length >> shift));
        }
      }
      bytes.write(frame);
    }
    synchronized (out) {
      bytes.writeTo(out);
      out.flush();
    }
  }
}
