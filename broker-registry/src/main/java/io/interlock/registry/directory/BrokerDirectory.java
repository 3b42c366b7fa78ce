package io.interlock.registry.directory;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;

/** Brokers and their states, as the compacted topics tell them. Thread-safe. */
@Singleton
public class BrokerDirectory {
  /** Header on a catalog record: where the descriptor came from. */
  static final String HEADER_ORIGIN = "catalog-origin";

  /** Where a descriptor came from. */
  public enum Origin {
    FILE,
    API
  }

  private record Entry(BrokerDescriptor descriptor, Origin origin) {}

  private static final Logger LOG = Logger.getLogger(BrokerDirectory.class);

  private final Map<String, Entry> brokers = new ConcurrentHashMap<>();
  private final Map<String, BrokerStatus> statuses = new ConcurrentHashMap<>();

  void readCatalog(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      brokers.remove(record.key());
      return;
    }
    try {
      BrokerDescriptor descriptor = Json.readTolerant(record.value(), BrokerDescriptor.class);
      brokers.put(descriptor.brokerId(), new Entry(descriptor, origin(record)));
    } catch (InvalidMessage e) {
      LOG.errorf("the catalog's record for %s is refused: %s", record.key(), e.getMessage());
    }
  }

  void readStatus(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      statuses.remove(record.key());
      return;
    }
    try {
      BrokerStatus status = Json.readTolerant(record.value(), BrokerStatus.class);
      statuses.put(status.brokerId(), status);
    } catch (InvalidMessage e) {
      LOG.errorf("the status record for %s is refused: %s", record.key(), e.getMessage());
    }
  }

  private static Origin origin(ConsumerRecord<String, byte[]> record) {
    Header header = record.headers().lastHeader(HEADER_ORIGIN);
    boolean api =
        header != null
            && Origin.API.name().equals(new String(header.value(), StandardCharsets.US_ASCII));
    return api ? Origin.API : Origin.FILE;
  }

  public Optional<BrokerDescriptor> broker(String brokerId) {
    return Optional.ofNullable(brokers.get(brokerId)).map(Entry::descriptor);
  }

  /** All descriptors by id. */
  public Map<String, BrokerDescriptor> brokers() {
    Map<String, BrokerDescriptor> all = new TreeMap<>();
    brokers.forEach((id, entry) -> all.put(id, entry.descriptor()));
    return all;
  }

  public Collection<BrokerDescriptor> descriptors() {
    return brokers().values();
  }

  public Set<String> from(Origin origin) {
    return brokers.entrySet().stream()
        .filter(entry -> entry.getValue().origin() == origin)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  public Optional<BrokerStatus> status(String brokerId) {
    return Optional.ofNullable(statuses.get(brokerId));
  }
}
