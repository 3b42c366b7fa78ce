package io.interlock.gateway.session;

import io.interlock.contracts.order.ClientOrderId;
import io.interlock.gateway.gate.DurableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Orders written to a host of which nothing definite is known yet, by the deadline they were
 * written under; kept on disk, so that a fail-over after a restart still fences them.
 *
 * <p>An order is noted before its write without waiting for the disk, which outlives the process;
 * one in doubt is forced to the disk. Thread-safe.
 */
final class UnresolvedOrders implements AutoCloseable {
  private static final int LINES_AT_LEAST = 10_000;
  private static final Pattern WRITTEN = Pattern.compile("\\+([A-Z2-7]{1,26}) (-?[0-9]{1,15})");
  private static final Pattern RESOLVED = Pattern.compile("-([A-Z2-7]{1,26})");

  private final Path file;
  private final Map<ClientOrderId, Instant> orders = new HashMap<>();
  private FileChannel channel;
  private int lines;
  private int rewriteAt;

  UnresolvedOrders(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        Files.readString(file).lines().forEach(this::read);
      }
      channel = rewritten();
    } catch (IOException e) {
      throw new UncheckedIOException("can't open " + file, e);
    }
  }

  private void read(String line) {
    Matcher written = WRITTEN.matcher(line);
    if (written.matches()) {
      orders.put(
          new ClientOrderId(written.group(1)),
          Instant.ofEpochMilli(Long.parseLong(written.group(2))));
    }
    Matcher resolved = RESOLVED.matcher(line);
    if (resolved.matches()) {
      orders.remove(new ClientOrderId(resolved.group(1)));
    }
  }

  private FileChannel rewritten() throws IOException {
    StringBuilder content = new StringBuilder();
    orders.forEach((id, deadline) -> content.append(line(id, deadline)));
    DurableFile.replace(file, content.toString().getBytes(StandardCharsets.UTF_8));
    lines = orders.size();
    rewriteAt = Math.max(LINES_AT_LEAST, 2 * lines);
    return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static String line(ClientOrderId id, Instant deadline) {
    return "+" + id.value() + " " + deadline.toEpochMilli() + "\n";
  }

  /** An order is about to be written to a host that may begin it until its deadline. */
  synchronized void written(ClientOrderId id, Instant deadline) {
    orders.put(id, deadline);
    append(line(id, deadline), false);
  }

  /** Nobody has said what became of it. */
  synchronized void doubtful(ClientOrderId id) {
    Instant deadline = orders.computeIfAbsent(id, _ -> Instant.EPOCH);
    append(line(id, deadline), true);
  }

  synchronized void resolved(ClientOrderId id) {
    if (orders.remove(id) != null) {
      append("-" + id.value() + "\n", false);
    }
  }

  synchronized Set<ClientOrderId> ids() {
    return Set.copyOf(orders.keySet());
  }

  /** The latest deadline of any of them. */
  synchronized Instant latestDeadline() {
    return orders.values().stream().max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  private void append(String line, boolean force) {
    try {
      if (lines >= rewriteAt) {
        channel.close();
        channel = rewritten();
      }
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(false);
      }
      lines++;
    } catch (IOException e) {
      throw new UncheckedIOException("the orders in doubt can't be kept in " + file, e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
