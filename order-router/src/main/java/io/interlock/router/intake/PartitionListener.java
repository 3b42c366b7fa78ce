package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Tells the trading thread which signal partitions came and went, before records of them do.
 *
 * <p>A revocation waits until the trading thread has let go of the accounts, so that the next owner
 * finds what was committed; it would be refused less, but never doubled, if it didn't.
 */
@ApplicationScoped
@Identifier("trade-signals")
public class PartitionListener implements KafkaConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(PartitionListener.class);
  private static final Duration LET_GO_WITHIN = Duration.ofSeconds(2);

  private final TradingDesk desk;

  PartitionListener(TradingDesk desk) {
    this.desk = desk;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    int count = consumer.partitionsFor(Topics.TRADE_SIGNALS).size();
    Set<Integer> numbers = numbers(partitions);
    LOG.infof("signal partitions assigned: %s of %d", numbers, count);
    onTradingThread(() -> desk.assigned(numbers, count));
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<Integer> numbers = numbers(partitions);
    LOG.infof("signal partitions revoked: %s", numbers);
    onTradingThread(() -> desk.revoked(numbers));
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<Integer> numbers = numbers(partitions);
    LOG.warnf("signal partitions lost: %s", numbers);
    onTradingThread(() -> desk.revoked(numbers));
  }

  private void onTradingThread(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    desk.tradingThread()
        .runOnContext(
            v -> {
              work.run();
              done.complete(null);
            });
    try {
      done.get(LET_GO_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warnf("the trading thread is slow to follow a rebalance: %s", e);
    }
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .filter(p -> p.topic().equals(Topics.TRADE_SIGNALS))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }
}
