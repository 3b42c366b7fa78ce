package io.interlock.router.intake;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The producer of what is in the journal: it waits for Kafka rather than give a record up. */
final class JournalProducer {
  private static final int LONGEST_BLOCK_MILLIS = 20_000;

  /** When events come faster than Kafka answers, fewer requests carry more of them. */
  private static final int LARGEST_BATCH = 256 * 1024;

  private JournalProducer() {}

  static Producer<byte[], byte[]> open(Map<String, Object> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // The events of one commit come within microseconds: one request for them all, not two.
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 1);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, LARGEST_BATCH);
    // A delivery that failed would let later events of its order overtake it.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK_MILLIS);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "order-router");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
