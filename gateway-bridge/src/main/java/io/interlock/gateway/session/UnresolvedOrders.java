package io.interlock.gateway.session;

import io.interlock.contracts.order.ClientOrderId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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
  private static final Pattern WRITTEN = Pattern.compile("\\+([A-Z2-7]{1,26}) (-?[0-9]{1,15})");
  private static final Pattern RESOLVED = Pattern.compile("-([A-Z2-7]{1,26})");

  private final Map<ClientOrderId, Instant> orders = new HashMap<>();
  private final LineFile file;

  UnresolvedOrders(Path path) {
    file = LineFile.open(path, this::read, this::lines);
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

  private List<String> lines() {
    return orders.entrySet().stream().map(order -> line(order.getKey(), order.getValue())).toList();
  }

  private static String line(ClientOrderId id, Instant deadline) {
    return "+" + id.value() + " " + deadline.toEpochMilli();
  }

  /** An order is about to be written to a host that may begin it until its deadline. */
  synchronized void written(ClientOrderId id, Instant deadline) {
    orders.put(id, deadline);
    file.append(line(id, deadline), false);
  }

  /** Nobody has said what became of it. */
  synchronized void doubtful(ClientOrderId id) {
    Instant deadline = orders.computeIfAbsent(id, _ -> Instant.EPOCH);
    file.append(line(id, deadline), true);
  }

  synchronized void resolved(ClientOrderId id) {
    if (orders.remove(id) != null) {
      file.append("-" + id.value(), false);
    }
  }

  synchronized Set<ClientOrderId> ids() {
    return Set.copyOf(orders.keySet());
  }

  /** The latest deadline of any of them. */
  synchronized Instant latestDeadline() {
    return orders.values().stream().max(Instant::compareTo).orElse(Instant.EPOCH);
  }

  @Override
  public synchronized void close() {
    file.close();
  }
}
