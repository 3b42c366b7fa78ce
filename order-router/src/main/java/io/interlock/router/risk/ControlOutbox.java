package io.interlock.router.risk;

import io.interlock.contracts.control.TradingControl;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Publishes stored versions of controls that Kafka has not acknowledged yet, oldest first, until it
 * has. Any thread may call.
 */
@Singleton
public class ControlOutbox {
  private static final Logger LOG = Logger.getLogger(ControlOutbox.class);
  private static final long PUBLISHED_MILLIS = 30_000;

  private final ControlStore store;
  private final ControlPublisher publisher;
  private final AtomicBoolean publishing = new AtomicBoolean();

  ControlOutbox(ControlStore store, ControlPublisher publisher) {
    this.store = store;
    this.publisher = publisher;
  }

  /** Publishes what is owed, unless that goes on already; never fails. */
  Future<Void> publish() {
    if (!publishing.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    return store
        .unpublished()
        .compose(
            owed -> {
              Future<Void> all = Future.succeededFuture();
              for (TradingControl control : owed) {
                all =
                    all.compose(done -> publisher.publish(control))
                        .compose(done -> store.published(control));
              }
              return all;
            })
        .timeout(PUBLISHED_MILLIS, TimeUnit.MILLISECONDS)
        .onComplete(done -> publishing.set(false))
        .recover(
            failure -> {
              LOG.debugf("controls not published yet: %s", failure.getMessage());
              return Future.succeededFuture();
            });
  }
}
