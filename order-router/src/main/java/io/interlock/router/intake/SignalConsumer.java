package io.interlock.router.intake;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Reads {@code trade.signals}, a poll at a time; a poll is acknowledged when its signals are
 * journalled, forwarded or buried. The next one may come before that, while some signals wait.
 */
@ApplicationScoped
public class SignalConsumer {
  private final Context tradingThread;
  private final Intake intake;
  private final IntakeProgress progress;
  private final Supplier<Future<Void>> ready;

  SignalConsumer(TradingDesk desk) {
    this.tradingThread = desk.tradingThread();
    this.intake = desk.intake();
    this.progress = desk.progress();
    this.ready = desk::ready;
  }

  @Incoming("trade-signals")
  @Acknowledgment(Acknowledgment.Strategy.MANUAL)
  public Uni<Void> consume(Message<ConsumerRecords<byte[], byte[]>> poll) {
    List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>(poll.getPayload().count());
    poll.getPayload().forEach(polled::add);
    return Uni.createFrom()
        .emitter(
            emitter ->
                tradingThread.runOnContext(
                    v -> {
                      ready
                          .get()
                          .compose(
                              up -> {
                                progress.begun();
                                return intake.accept(polled);
                              })
                          .onComplete(
                              done -> {
                                progress.done();
                                if (done.succeeded()) {
                                  done.result().onSuccess(journalled -> poll.ack());
                                  emitter.complete(null);
                                } else {
                                  emitter.fail(done.cause());
                                }
                              });
                    }));
  }
}
