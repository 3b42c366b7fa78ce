package io.interlock.router.risk;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.edge.CompactedTopicConsumer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The brokers of {@code broker.catalog}, read apart from everything that trades. */
@Singleton
public class BrokerCatalog implements KnownBrokers {

  private static final Logger LOG = Logger.getLogger(BrokerCatalog.class);

  private final Map<String, Object> kafka;
  private final Map<String, BrokerDescriptor> brokers = new ConcurrentHashMap<>();
  private @Nullable CompactedTopicConsumer consumer;

  BrokerCatalog(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.kafka = kafka;
  }

  void start(@Observes StartupEvent event) {
    consumer = CompactedTopicConsumer.start(Topics.BROKER_CATALOG, kafka, this::take);
  }

  void stop(@Observes ShutdownEvent event) {
    if (consumer != null) {
      consumer.close();
    }
  }

  @Override
  public Collection<BrokerDescriptor> catalog() {
    return brokers.values();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      brokers.remove(record.key());
      return;
    }
    try {
      brokers.put(record.key(), Json.readTolerant(record.value(), BrokerDescriptor.class));
    } catch (InvalidMessage e) {
      LOG.errorf("descriptor of broker %s can't be read: %s", record.key(), e.getMessage());
    }
  }
}
