package io.interlock.gateway.intake.terminal;

import io.interlock.contracts.Topics;
import io.interlock.contracts.order.OrderEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts a terminal's trade on {@code trade.signals} and waits for its outcome on {@code
 * order.events}: it passes the journal and the controls like every other signal.
 *
 * <p>Thread-safe; calls block and belong on virtual threads.
 */
final class TradeDesk implements AutoCloseable {
  /** What came of a trade. */
  sealed interface Outcome {
    /** It has ended, or rests at the venue. */
    record Done(TradeAnswer answer) implements Outcome {}

    /** It is on its way; its outcome was not seen in time. */
    record Pending(TradeAnswer answer) implements Outcome {}

    /**
     * Its key belongs to another trade, and it was refused.
     *
     * @param executionId the other trade's
     */
    record OtherTrade(String executionId) implements Outcome {}

    /**
     * It may not have been taken.
     *
     * @param why one sentence; the same trade may be sent again with the same key
     */
    record NotTaken(String why) implements Outcome {}
  }

  private static final int MOST_WAITING = 256;
  private static final int DELIVERY_MILLIS = 5_000;
  private static final int METADATA_MILLIS = 2_000;

  private final Producer<byte[], byte[]> producer;
  private final OutcomeConsumer outcomes;
  private final Duration patience;
  private final Clock clock;
  private final Semaphore room = new Semaphore(MOST_WAITING);

  TradeDesk(Map<String, Object> kafka, Duration patience, Clock clock) {
    this.patience = patience;
    this.clock = clock;
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(ProducerConfig.CLIENT_ID_CONFIG, "terminal-trades");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, METADATA_MILLIS);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, METADATA_MILLIS);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    outcomes = new OutcomeConsumer(kafka);
  }

  /** Whether an outcome would be seen. */
  boolean ready() {
    return outcomes.following();
  }

  Outcome trade(TradeRequest request) throws InterruptedException {
    if (!ready()) {
      return new Outcome.NotTaken("Kafka can't be reached; nothing was sent");
    }
    if (!room.tryAcquire()) {
      return new Outcome.NotTaken(MOST_WAITING + " trades are waiting already; nothing was sent");
    }
    TradeWatch watch = new TradeWatch(request);
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    Consumer<OrderEvent> listener =
        event -> {
          Outcome found = watch.on(event);
          if (found != null) {
            outcome.complete(found);
          }
        };
    outcomes.listen(request.signalId(), listener);
    try {
      long deadline = System.nanoTime() + patience.toNanos();
      produce(request);
      return outcome.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      OrderEvent last = watch.last();
      return new Outcome.Pending(
          last == null
              ? TradeAnswer.pending(request, clock.instant())
              : TradeAnswer.of(request, last));
    } catch (ExecutionException | KafkaException e) {
      return new Outcome.NotTaken(
          "Kafka did not confirm it, so it may have been taken or not: send it again with the same"
              + " Idempotency-Key ("
              + (e.getCause() == null ? e : e.getCause()).getMessage()
              + ")");
    } finally {
      outcomes.forget(request.signalId(), listener);
      room.release();
    }
  }

  private void produce(TradeRequest request) throws InterruptedException, ExecutionException {
    ProducerRecord<byte[], byte[]> message =
        new ProducerRecord<>(
            Topics.TRADE_SIGNALS,
            request.account().getBytes(StandardCharsets.UTF_8),
            request.bytes());
    message
        .headers()
        .add(Topics.HEADER_SIGNAL_ID, request.signalId().getBytes(StandardCharsets.UTF_8));
    producer.send(message).get();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
    outcomes.close();
  }
}
