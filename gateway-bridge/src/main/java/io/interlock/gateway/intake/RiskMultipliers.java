package io.interlock.gateway.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What each Expert Advisor's last {@code risk_update} said; kept in a file, because a multiplier
 * that jumps back to 1 when the bridge restarts makes positions larger than asked for.
 *
 * <p>Thread-safe. Written behind the caller's back on a thread of its own, so that a slow disk does
 * not hold up answers.
 */
final class RiskMultipliers implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RiskMultipliers.class);
  private static final int MOST = 10_000;

  private final Path file;
  private final Map<String, BigDecimal> multipliers = new ConcurrentHashMap<>();
  private final AtomicBoolean writeDue = new AtomicBoolean();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("risk-multipliers").daemon().factory());

  /**
   * Reads the file if there is one.
   *
   * @throws IOException if it can't be read: starting with multipliers of 1 would raise risk
   */
  RiskMultipliers(Path file) throws IOException {
    this.file = file;
    try {
      JsonNode tree = Json.tree(Files.readAllBytes(file));
      for (Map.Entry<String, JsonNode> entry : tree.properties()) {
        multipliers.put(entry.getKey(), new BigDecimal(entry.getValue().asText()));
      }
    } catch (NoSuchFileException e) {
      LOG.debugf("no risk multipliers kept in %s", file);
    } catch (InvalidMessage | NumberFormatException e) {
      throw new IOException(file + " can't be read: " + e.getMessage(), e);
    }
  }

  @Nullable BigDecimal of(ExpertId expert) {
    return multipliers.get(expert.toString());
  }

  /**
   * @throws InvalidMessage when there is no room for one more
   */
  void set(ExpertId expert, BigDecimal multiplier) throws InvalidMessage {
    String key = expert.toString();
    if (multipliers.size() >= MOST && !multipliers.containsKey(key)) {
      throw new InvalidMessage("ea", key, "is one too many: " + MOST + " multipliers are kept");
    }
    BigDecimal last = multipliers.put(key, multiplier);
    boolean changed = last == null || last.compareTo(multiplier) != 0;
    if (changed && !writeDue.getAndSet(true)) {
      writer.execute(this::write);
    }
  }

  private void write() {
    writeDue.set(false);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, Json.bytes(new TreeMap<>(multipliers)));
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.errorf("risk multipliers can't be kept in %s and will be 1 after a restart: %s", file, e);
    }
  }

  /** Writes what is due and ends. */
  @Override
  public void close() {
    writer.close();
  }
}
