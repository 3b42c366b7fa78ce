package io.interlock.router.market;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.broker.SymbolSpecification;
import io.interlock.contracts.market.Tick;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Latest descriptors, status and quotes of all brokers. Any thread may write and read. */
@Singleton
public class MarketBook {
  private final Map<String, BrokerDescriptor> catalog = new ConcurrentHashMap<>();
  private final Map<String, BrokerStatus> statuses = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Tick>> ticks = new ConcurrentHashMap<>();

  /** Takes a descriptor in. */
  public void put(BrokerDescriptor descriptor) {
    catalog.put(descriptor.brokerId(), descriptor);
  }

  /** Forgets a broker. */
  public void remove(String broker) {
    catalog.remove(broker);
    statuses.remove(broker);
    ticks.remove(broker);
  }

  public void put(BrokerStatus status) {
    statuses.put(status.brokerId(), status);
  }

  public void put(Tick tick) {
    ticks
        .computeIfAbsent(tick.broker(), broker -> new ConcurrentHashMap<>())
        .put(tick.symbol(), tick);
  }

  public Collection<BrokerDescriptor> catalog() {
    return catalog.values();
  }

  public @Nullable BrokerDescriptor broker(String broker) {
    return catalog.get(broker);
  }

  /** The broker that holds an account. */
  public @Nullable BrokerDescriptor brokerOfAccount(String account) {
    for (BrokerDescriptor broker : catalog.values()) {
      if (broker.account().equals(account)) {
        return broker;
      }
    }
    return null;
  }

  public @Nullable BrokerStatus status(String broker) {
    return statuses.get(broker);
  }

  public @Nullable Tick tick(String broker, String symbol) {
    Map<String, Tick> ofBroker = ticks.get(broker);
    return ofBroker == null ? null : ofBroker.get(symbol);
  }

  public @Nullable SymbolSpecification specification(
      @Nullable String broker, @Nullable String symbol) {
    if (broker == null || symbol == null) {
      return null;
    }
    BrokerStatus status = statuses.get(broker);
    return status == null ? null : status.specification(symbol);
  }
}
