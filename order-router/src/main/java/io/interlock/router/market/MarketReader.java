package io.interlock.router.market;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.broker.BrokerStatus;
import io.interlock.contracts.control.TradingControl;
import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import io.interlock.contracts.market.Tick;
import io.interlock.edge.TopicConsumer;
import io.interlock.router.control.ControlBook;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Keeps the books in step with the topics of brokers, market and controls. A record that can't be
 * read is logged and left: what was known before stands.
 */
public final class MarketReader implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(MarketReader.class);

  /** How far back quotes are read at a start; they come again. */
  private static final Duration LIVE = Duration.ofMinutes(1);

  private final MarketBook market;
  private final List<TopicConsumer> compacted = new ArrayList<>();
  private final TopicConsumer ticks;

  /**
   * Starts to read.
   *
   * @param kafkaConfig client settings
   * @param catalogChanged told when a descriptor has come or gone
   * @param statusChanged told of a broker's new status
   */
  public MarketReader(
      Map<String, Object> kafkaConfig,
      InstantSource clock,
      MarketBook market,
      ControlBook controls,
      Runnable catalogChanged,
      Consumer<BrokerStatus> statusChanged) {
    this.market = market;
    compacted.add(
        TopicConsumer.fromTheBeginning(
            Topics.TRADING_CONTROLS,
            kafkaConfig,
            r -> read(r, TradingControl.class, controls::apply)));
    compacted.add(
        TopicConsumer.fromTheBeginning(
            Topics.BROKER_CATALOG,
            kafkaConfig,
            r -> {
              if (r.value() == null) {
                market.remove(r.key());
              } else {
                read(r, BrokerDescriptor.class, market::put);
              }
              catalogChanged.run();
            }));
    compacted.add(
        TopicConsumer.fromTheBeginning(
            Topics.BROKER_STATUS,
            kafkaConfig,
            r ->
                read(
                    r,
                    BrokerStatus.class,
                    status -> {
                      market.put(status);
                      statusChanged.accept(status);
                    })));
    ticks = TopicConsumer.since(LIVE, clock, Topics.MARKET_TICKS, kafkaConfig, this::readTicks);
  }

  /** Whether all that was known at the start is in the books. */
  public boolean caughtUp() {
    return compacted.stream().allMatch(TopicConsumer::isCaughtUp);
  }

  @Override
  public void close() {
    compacted.forEach(TopicConsumer::close);
    ticks.close();
  }

  private void readTicks(List<ConsumerRecord<String, byte[]>> records) {
    for (ConsumerRecord<String, byte[]> record : records) {
      read(record, Tick.class, market::put);
    }
  }

  private static <T> void read(ConsumerRecord<?, byte[]> record, Class<T> type, Consumer<T> into) {
    if (record.value() == null) {
      return;
    }
    try {
      into.accept(Json.readTolerant(record.value(), type));
    } catch (InvalidMessage e) {
      LOG.errorf(
          "left out a record of %s-%d at %d: %s",
          record.topic(), record.partition(), record.offset(), e.getMessage());
    }
  }
}
