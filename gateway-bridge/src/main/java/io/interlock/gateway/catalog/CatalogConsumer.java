package io.interlock.gateway.catalog;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.CompactedTopicConsumer;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.venue.Venues;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the catalog and keeps the sessions in step with the descriptors that name this bridge.
 */
@ApplicationScoped
public class CatalogConsumer {
  private static final Logger LOG = Logger.getLogger(CatalogConsumer.class);

  private final BridgeSettings settings;
  private final Venues venues;
  private final Map<String, Object> kafka;
  private final DescriptorStore store;
  private final Map<String, BrokerDescriptor> brokers = new TreeMap<>();
  private @Nullable CompactedTopicConsumer consumer;

  public CatalogConsumer(
      BridgeSettings settings,
      Venues venues,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.settings = settings;
    this.venues = venues;
    this.kafka = kafka;
    this.store = new DescriptorStore(settings.dataDir().resolve("brokers.json"));
  }

  void start(@Observes StartupEvent event) {
    synchronized (this) {
      store.read().forEach(broker -> brokers.put(broker.brokerId(), broker));
      venues.follow(brokers.values());
    }
    consumer = CompactedTopicConsumer.start(Topics.BROKER_CATALOG, kafka, this::read);
  }

  /** Whether the catalog as it stood at the start has been read. */
  public boolean isCaughtUp() {
    CompactedTopicConsumer reader = consumer;
    return reader != null && reader.isCaughtUp();
  }

  private synchronized void read(ConsumerRecord<String, byte[]> record) {
    BrokerDescriptor before = brokers.get(record.key());
    try {
      BrokerDescriptor now =
          record.value() == null ? null : Json.readTolerant(record.value(), BrokerDescriptor.class);
      if (now != null && now.gateway().equals(settings.name())) {
        brokers.put(record.key(), now);
      } else {
        brokers.remove(record.key());
        now = null;
      }
      if (now == null ? before != null : !now.equals(before)) {
        store.write(brokers.values());
        venues.follow(brokers.values());
      }
    } catch (InvalidMessage e) {
      LOG.errorf("descriptor not understood: broker=%s %s", record.key(), e.getMessage());
    }
  }

  void stop(@Observes ShutdownEvent event) {
    if (consumer != null) {
      consumer.close();
    }
  }
}
