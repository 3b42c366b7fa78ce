package io.interlock.router.risk;

import io.interlock.contracts.Topics;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.json.Json;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Tells controls to {@code trading.controls}. A thread of its own calls the producer, whose {@code
 * send} may block while Kafka is away. Any thread may call.
 */
@Singleton
public class ControlPublisher {

  private static final Logger LOG = Logger.getLogger(ControlPublisher.class);
  private static final int MOST_BLOCKED_MILLIS = 2_000;
  private static final int DELIVERED_WITHIN_MILLIS = 10_000;

  private final KafkaProducer<String, byte[]> producer;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("control-publisher").factory());

  ControlPublisher(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCKED_MILLIS);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERED_WITHIN_MILLIS / 2);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERED_WITHIN_MILLIS);
    producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
  }

  /** Gets what the first record would have to wait for. */
  void prepare() {
    sender.execute(
        () -> {
          try {
            var _ = producer.partitionsFor(Topics.TRADING_CONTROLS);
          } catch (RuntimeException e) {
            LOG.debugf("%s not known yet: %s", Topics.TRADING_CONTROLS, e.getMessage());
          }
        });
  }

  /** Completes once Kafka has acknowledged it, fails if it has not in time. */
  Future<Void> publish(TradingControl control) {
    Promise<Void> acknowledged = Promise.promise();
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(
            Topics.TRADING_CONTROLS, control.scope().toString(), Json.bytes(control));
    sender.execute(
        () -> {
          try {
            var _ =
                producer.send(
                    record,
                    (metadata, failure) -> {
                      if (failure == null) {
                        acknowledged.tryComplete();
                      } else {
                        acknowledged.tryFail(failure);
                      }
                    });
          } catch (RuntimeException e) {
            acknowledged.tryFail(e);
          }
        });
    return acknowledged.future();
  }

  void stop(@Observes ShutdownEvent event) {
    sender.shutdownNow();
    producer.close(Duration.ofSeconds(1));
  }
}
