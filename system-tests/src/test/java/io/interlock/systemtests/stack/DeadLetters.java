package io.interlock.systemtests.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.interlock.contracts.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.awaitility.Awaitility;

/** Everything on {@code trade.signals.dlq}. Thread-safe. */
public final class DeadLetters implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Letter> letters = new CopyOnWriteArrayList<>();
  private final TopicTail tail;

  /** A record that could not be read, with why. */
  public record Letter(byte[] value, Map<String, String> headers) {
    public String field() {
      return headers.getOrDefault(Topics.HEADER_REASON_FIELD, "");
    }

    public String foundValue() {
      return headers.getOrDefault(Topics.HEADER_REASON_VALUE, "");
    }

    public String rule() {
      return headers.getOrDefault(Topics.HEADER_REASON_RULE, "");
    }
  }

  DeadLetters(String bootstrapServers) {
    this.tail = new TopicTail(bootstrapServers, Topics.TRADE_SIGNALS_DLQ, this::keep);
  }

  /** Waits for the letter with exactly these bytes. */
  public Letter await(byte[] value) {
    String text = new String(value, UTF_8);
    return Awaitility.await("dead letter " + text.substring(0, Math.min(200, text.length())))
        .atMost(PATIENCE)
        .until(() -> find(value), Optional::isPresent)
        .orElseThrow();
  }

  public long count(byte[] value) {
    return letters.stream().filter(letter -> Arrays.equals(letter.value(), value)).count();
  }

  @Override
  public void close() {
    tail.close();
  }

  private Optional<Letter> find(byte[] value) {
    return letters.stream().filter(letter -> Arrays.equals(letter.value(), value)).findFirst();
  }

  private void keep(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }
    letters.add(new Letter(record.value(), headers));
  }
}
