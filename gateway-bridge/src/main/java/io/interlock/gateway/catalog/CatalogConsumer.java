package io.interlock.gateway.catalog;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.TopicConsumer;
import io.interlock.gateway.settings.BridgeSettings;
import io.interlock.gateway.settings.NamedHost;
import io.interlock.gateway.venue.Venues;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the catalog and keeps the sessions in step with the descriptors that name this bridge.
 *
 * <p>At the start the last known descriptors hold until all of the catalog has been read: what it
 * said once, a host that was replaced or a broker that was removed, must not be connected to again.
 */
@ApplicationScoped
public class CatalogConsumer {
  private static final Logger LOG = Logger.getLogger(CatalogConsumer.class);

  private final String gateway;
  private final Consumer<Collection<BrokerDescriptor>> venues;
  private final Map<String, Object> kafka;
  private final DescriptorStore store;
  private final Map<String, BrokerDescriptor> brokers = new TreeMap<>();
  private boolean any;
  private boolean read;
  private @Nullable TopicConsumer consumer;

  @Inject
  public CatalogConsumer(
      BridgeSettings settings,
      Venues venues,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this(
        settings.name(),
        new DescriptorStore(settings.dataDir().resolve("brokers.json")),
        kafka,
        named(new NamedHost(settings.mt5()), venues));
  }

  private static Consumer<Collection<BrokerDescriptor>> named(NamedHost host, Venues venues) {
    return brokers -> venues.follow(brokers.stream().map(host::applied).toList());
  }

  /**
   * @param venues told which descriptors there are
   */
  CatalogConsumer(
      String gateway,
      DescriptorStore store,
      Map<String, Object> kafka,
      Consumer<Collection<BrokerDescriptor>> venues) {
    this.gateway = gateway;
    this.store = store;
    this.kafka = kafka;
    this.venues = venues;
  }

  void start(@Observes StartupEvent event) {
    start();
  }

  void start() {
    venues.accept(store.read());
    consumer =
        TopicConsumer.fromTheBeginning(Topics.BROKER_CATALOG, kafka, this::take, this::caughtUp);
  }

  /** Whether the catalog as it stood at the start has been read. */
  public boolean isCaughtUp() {
    TopicConsumer reader = consumer;
    return reader != null && reader.isCaughtUp();
  }

  private synchronized void take(ConsumerRecord<String, byte[]> record) {
    BrokerDescriptor before = brokers.get(record.key());
    any = true;
    try {
      BrokerDescriptor now =
          record.value() == null ? null : Json.readTolerant(record.value(), BrokerDescriptor.class);
      if (now != null && now.gateway().equals(gateway)) {
        brokers.put(record.key(), now);
      } else {
        brokers.remove(record.key());
        now = null;
      }
      if (read && (now == null ? before != null : !now.equals(before))) {
        follow();
      }
    } catch (InvalidMessage e) {
      LOG.errorf("descriptor not understood: broker=%s %s", record.key(), e.getMessage());
    }
  }

  private synchronized void caughtUp() {
    read = true;
    if (!any && !store.read().isEmpty()) {
      LOG.warn("the catalog is empty, as if it had been lost; the last known brokers stay");
      return;
    }
    follow();
  }

  private void follow() {
    store.write(brokers.values());
    venues.accept(List.copyOf(brokers.values()));
  }

  void stop(@Observes ShutdownEvent event) {
    stop();
  }

  void stop() {
    if (consumer != null) {
      consumer.close();
    }
  }
}
