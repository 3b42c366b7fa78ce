package io.interlock.gateway.venue;

import io.interlock.contracts.market.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The newest quotes of this bridge's brokers. Readers are called on the thread that brings a tick.
 */
@ApplicationScoped
public class TickBoard {
  private final Map<String, Tick> newest = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<Tick>> readers = new CopyOnWriteArrayList<>();

  public void put(Tick tick) {
    newest.put(tick.key(), tick);
    readers.forEach(reader -> reader.accept(tick));
  }

  public @Nullable Tick newest(String broker, String symbol) {
    return newest.get(broker + ":" + symbol);
  }

  /** The returned handle ends it. */
  public AutoCloseable follow(Consumer<Tick> reader) {
    readers.add(reader);
    return () -> readers.remove(reader);
  }
}
