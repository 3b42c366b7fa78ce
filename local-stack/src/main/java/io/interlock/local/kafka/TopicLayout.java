package io.interlock.local.kafka;

import io.interlock.contracts.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** The topics Interlock runs on, with their partitions and retention, on one broker. */
public final class TopicLayout {
  private static final Map<String, String> COMPACTED =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_COMPACT,
          TopicConfig.SEGMENT_MS_CONFIG,
          Long.toString(Duration.ofMinutes(10).toMillis()),
          TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
          "0.1");

  private static final Map<String, String> SHORT_LIVED =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG,
          Long.toString(Duration.ofMinutes(10).toMillis()),
          TopicConfig.SEGMENT_MS_CONFIG,
          Long.toString(Duration.ofMinutes(5).toMillis()));

  /** Orders and their events are kept: the audit trail can be rebuilt from them. */
  private static final Map<String, String> KEPT = Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1");

  private TopicLayout() {}

  public static List<NewTopic> topics() {
    return List.of(
        topic(Topics.TRADE_SIGNALS, 3, KEPT),
        topic(Topics.TRADE_SIGNALS_DLQ, 1, KEPT),
        topic(Topics.ORDER_EVENTS, 3, KEPT),
        topic(Topics.VENUE_REPORTS, 3, KEPT),
        topic(Topics.EA_EVENTS, 1, KEPT),
        topic(Topics.MARKET_TICKS, 1, SHORT_LIVED),
        topic(Topics.BROKER_CATALOG, 1, COMPACTED),
        topic(Topics.BROKER_STATUS, 1, COMPACTED),
        topic(Topics.TRADING_CONTROLS, 1, COMPACTED));
  }

  private static NewTopic topic(String name, int partitions, Map<String, String> settings) {
    return new NewTopic(name, partitions, (short) 1).configs(settings);
  }
}
