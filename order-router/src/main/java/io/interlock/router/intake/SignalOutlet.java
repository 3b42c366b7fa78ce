package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.interlock.contracts.json.InvalidMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where signals leave this router for another one's partition, or for the dead letters.
 *
 * <p>Each answers on the trading thread once Kafka has acknowledged, however long that takes: until
 * then the signal's own record is not acknowledged.
 */
public final class SignalOutlet implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(SignalOutlet.class);
  private static final long RETRY_MILLIS = 500;
  private static final int LONGEST_HEADER = 200;

  private final Producer<byte[], byte[]> producer;
  private final Context tradingThread;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("signal-outlet").factory());

  public SignalOutlet(Producer<byte[], byte[]> producer, Context tradingThread) {
    this.producer = producer;
    this.tradingThread = tradingThread;
  }

  /**
   * Forwards a signal to the partition of the account that takes it, with its identity and arrival
   * kept.
   */
  Future<Void> forward(Arrival arrival, String account, int partition) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            Topics.TRADE_SIGNALS,
            partition,
            account.getBytes(StandardCharsets.UTF_8),
            arrival.decoded().payload().getBytes(StandardCharsets.UTF_8));
    Headers headers = record.headers();
    add(headers, Topics.HEADER_ORIGIN, arrival.origin());
    add(headers, Topics.HEADER_ARRIVED_AT, Long.toString(micros(arrival.time())));
    add(headers, Topics.HEADER_SIGNAL_ID, arrival.headerSignalId());
    add(headers, Topics.HEADER_TRACEPARENT, arrival.traceparent());
    return send(record);
  }

  /** Puts a record as it came among the dead letters, with the reason. */
  Future<Void> bury(ConsumerRecord<byte[], byte[]> poison, InvalidMessage problem, String origin) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(Topics.TRADE_SIGNALS_DLQ, poison.key(), poison.value());
    poison.headers().forEach(record.headers()::add);
    Headers headers = record.headers();
    add(headers, Topics.HEADER_ORIGIN, origin);
    add(headers, Topics.HEADER_REASON_FIELD, shortened(problem.field()));
    add(headers, Topics.HEADER_REASON_VALUE, shortened(problem.value()));
    add(headers, Topics.HEADER_REASON_RULE, shortened(problem.rule()));
    return send(record);
  }

  private Future<Void> send(ProducerRecord<byte[], byte[]> record) {
    Promise<Void> promise = Promise.promise();
    attempt(record, promise);
    return promise.future();
  }

  private void attempt(ProducerRecord<byte[], byte[]> record, Promise<Void> promise) {
    sender.execute(
        () -> {
          try {
            var _ =
                producer.send(
                    record,
                    (metadata, failure) ->
                        tradingThread.runOnContext(v -> settled(record, promise, failure)));
          } catch (RuntimeException e) {
            tradingThread.runOnContext(v -> settled(record, promise, e));
          }
        });
  }

  private void settled(
      ProducerRecord<byte[], byte[]> record, Promise<Void> promise, @Nullable Exception failure) {
    if (failure == null) {
      promise.complete();
      return;
    }
    LOG.warnf("%s not reached, trying again: %s", record.topic(), failure.getMessage());
    tradingThread.owner().setTimer(RETRY_MILLIS, fired -> attempt(record, promise));
  }

  private static void add(Headers headers, String name, @Nullable String value) {
    headers.remove(name);
    if (value != null) {
      headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_HEADER ? text : text.substring(0, LONGEST_HEADER);
  }

  @Override
  public void close() {
    sender.shutdownNow();
  }
}
