package io.interlock.cli.broker;

import io.interlock.cli.access.CommandFailure;
import io.interlock.cli.topic.TopicConsumer;
import io.interlock.contracts.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** Waits for the market data without which no order is let through. */
public final class QuoteWait {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  private QuoteWait() {}

  /**
   * Returns once a new quote of every symbol has come.
   *
   * @throws CommandFailure if one has not after 30 s
   */
  public static void untilQuoted(
      String bootstrapServers, String brokerId, Collection<String> symbols) {
    Set<String> missing = new TreeSet<>();
    symbols.forEach(symbol -> missing.add(brokerId + ":" + symbol));
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (TopicConsumer ticks = TopicConsumer.fromNow(bootstrapServers, Topics.MARKET_TICKS)) {
      while (!missing.isEmpty()) {
        if (System.nanoTime() > end) {
          throw new CommandFailure(
              "no quote of "
                  + String.join(", ", missing)
                  + " after "
                  + PATIENCE.toSeconds()
                  + " s: ./interlock logs gateway-bridge shows why");
        }
        ticks
            .poll(POLL)
            .forEach(tick -> missing.remove(new String(tick.key(), StandardCharsets.UTF_8)));
      }
    }
  }
}
