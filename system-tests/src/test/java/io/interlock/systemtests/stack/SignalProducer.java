package io.interlock.systemtests.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Puts signals on Kafka with the plain client, as programs outside Interlock do. Thread-safe. */
public final class SignalProducer implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 30;

  private final KafkaProducer<byte[], byte[]> producer;

  SignalProducer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    this.producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Keyed by its account, as a well-behaved producer does; returns once Kafka has it. */
  public RecordMetadata send(Signal signal) {
    return await(sendLater(signal));
  }

  /** As {@link #send(Signal)}, without waiting for Kafka. */
  public Future<RecordMetadata> sendLater(Signal signal) {
    return sendLater(record(signal.account(), signal.bytes()));
  }

  /** Any bytes under any key; returns once Kafka has them. */
  public RecordMetadata send(@Nullable String key, byte[] value) {
    return await(sendLater(record(key, value)));
  }

  /** To a partition of the sender's choice. */
  public RecordMetadata sendTo(int partition, @Nullable String key, byte[] value) {
    return await(
        sendLater(
            new ProducerRecord<>(
                Topics.TRADE_SIGNALS, partition, key == null ? null : key.getBytes(UTF_8), value)));
  }

  public Future<RecordMetadata> sendLater(ProducerRecord<byte[], byte[]> record) {
    return producer.send(record);
  }

  /** Tells the listener what became of it. */
  public void sendLater(ProducerRecord<byte[], byte[]> record, Callback listener) {
    producer.send(record, listener);
  }

  /** Returns when Kafka has taken or refused everything sent so far. */
  public void flush() {
    producer.flush();
  }

  /** A record for {@code trade.signals}. */
  public static ProducerRecord<byte[], byte[]> record(@Nullable String key, byte[] value) {
    return new ProducerRecord<>(
        Topics.TRADE_SIGNALS, key == null ? null : key.getBytes(UTF_8), value);
  }

  public static RecordMetadata await(Future<RecordMetadata> sent) {
    try {
      return sent.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("Kafka did not take the signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka took a signal", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
