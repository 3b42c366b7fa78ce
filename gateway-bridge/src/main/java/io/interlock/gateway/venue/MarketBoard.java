package io.interlock.gateway.venue;

import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Quotes and symbols of this bridge's brokers, for those that have none of their own. Readers are
 * called on the thread that brings a tick, and must not block.
 */
@ApplicationScoped
public class MarketBoard {
  private final Map<String, List<SymbolSpecification>> specifications = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Consumer<Tick>> readers = new CopyOnWriteArrayList<>();

  public void put(Tick tick) {
    readers.forEach(reader -> reader.accept(tick));
  }

  public void put(BrokerStatus status) {
    if (!status.specifications().isEmpty()) {
      specifications.put(status.brokerId(), status.specifications());
    }
  }

  /** The symbols a broker has told; empty until it has. */
  public List<SymbolSpecification> specifications(String broker) {
    return specifications.getOrDefault(broker, List.of());
  }

  /** The returned handle ends it. */
  public AutoCloseable follow(Consumer<Tick> reader) {
    readers.add(reader);
    return () -> readers.remove(reader);
  }
}
