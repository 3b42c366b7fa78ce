package io.interlock.router.intake;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Brings what the consumer's thread reads and learns to the trading thread.
 *
 * <p>A revocation waits until the trading thread has let go of the accounts, so that the next owner
 * finds what was committed; it would be refused less, but never doubled, if it didn't.
 */
final class TradingReader implements SignalConsumer.Reader {
  private static final Logger LOG = Logger.getLogger(TradingReader.class);
  private static final Duration LET_GO_WITHIN = Duration.ofSeconds(2);

  private final TradingDesk desk;
  private final Context tradingThread;

  TradingReader(TradingDesk desk, Context tradingThread) {
    this.desk = desk;
    this.tradingThread = tradingThread;
  }

  @Override
  public SignalConsumer.Taken take(List<ConsumerRecord<byte[], byte[]>> records) {
    CompletableFuture<Void> placed = new CompletableFuture<>();
    CompletableFuture<Void> journalled = new CompletableFuture<>();
    tradingThread.runOnContext(
        v ->
            desk.take(records)
                .onSuccess(all -> placed.complete(null))
                .onFailure(placed::completeExceptionally)
                .compose(all -> all)
                .onSuccess(all -> journalled.complete(null))
                .onFailure(journalled::completeExceptionally));
    return new SignalConsumer.Taken(placed, journalled);
  }

  @Override
  public void assigned(Set<Integer> partitions, int count) {
    onTradingThread(() -> desk.assigned(partitions, count));
  }

  @Override
  public void revoked(Set<Integer> partitions) {
    onTradingThread(() -> desk.revoked(partitions));
  }

  private void onTradingThread(Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tradingThread.runOnContext(
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
}
