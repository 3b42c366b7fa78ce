package io.interlock.gateway.intake;

import io.interlock.contracts.Topics;
import io.interlock.contracts.control.Scope;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.json.Rule;
import io.interlock.edge.TopicConsumer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link ControlBook} equal to {@code trading.controls}; owns one thread, which is the only
 * one that writes to the book.
 */
final class TradingControlsConsumer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(TradingControlsConsumer.class);

  private final ControlBook book;
  private final TopicConsumer topic;

  TradingControlsConsumer(Map<String, Object> kafka, ControlBook book) {
    this.book = book;
    topic = TopicConsumer.fromTheBeginning(Topics.TRADING_CONTROLS, kafka, this::book);
    book.knownOnce(topic::isCaughtUp);
  }

  private void book(ConsumerRecord<String, byte[]> entry) {
    Scope scope = scope(entry.key());
    if (entry.value() == null) {
      if (scope != null) {
        book.remove(scope);
      }
      return;
    }
    try {
      book.put(Json.readTolerant(entry.value(), TradingControl.class));
    } catch (InvalidMessage e) {
      Scope halted = scope == null ? Scope.GLOBAL : scope;
      book.unreadable(halted);
      LOG.errorf(
          "control can't be read, %s counts as halted until a readable one comes: offset=%d %s",
          halted, entry.offset(), e.getMessage());
    }
  }

  private static @Nullable Scope scope(@Nullable String key) {
    try {
      return key == null ? null : Scope.parse(key);
    } catch (Rule.Broken e) {
      return null;
    }
  }

  @Override
  public void close() {
    topic.close();
  }
}
