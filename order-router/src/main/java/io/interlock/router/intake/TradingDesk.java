package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.interlock.edge.ServiceToken;
import io.interlock.edge.TopicConsumer;
import io.interlock.router.RouterConfig;
import io.interlock.router.control.ControlBook;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.JournalPool;
import io.interlock.router.market.MarketBook;
import io.interlock.router.market.MarketReader;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.ownership.Standing;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.risk.AccountDays;
import io.interlock.router.risk.ControlKeeper;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the parts that trade, on one trading thread.
 *
 * <p>The parts keep their state on that thread; only {@link #tradingThread}, {@link #ready} and
 * what asks about health may be called from others.
 */
@Singleton
public class TradingDesk {
  private static final Logger LOG = Logger.getLogger(TradingDesk.class);
  private static final long READY_CHECK_MILLIS = 20;

  /** How far back reports are read at a start; older news is asked for. */
  private static final Duration REPORTED = Duration.ofMinutes(1);

  private final RouterConfig config;
  private final Map<String, Object> kafka;
  private final Clock clock;
  private final Vertx vertx;
  private final MarketBook market;
  private final ControlBook controls;
  private final AccountDays days;
  private final Context tradingThread;
  private final MeterRegistry meters;
  private final Producer<byte[], byte[]> producer;
  private final TradingParts parts;
  private final IntakeProgress progress = new IntakeProgress();
  private volatile boolean stopping;
  private @Nullable MarketReader reader;
  private @Nullable TopicConsumer reportsReader;
  private volatile @Nullable SignalConsumer signals;

  TradingDesk(
      RouterConfig config,
      @ConfigProperty(name = "interlock.environment", defaultValue = "local") String environment,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Vertx vertx,
      @ReactiveDataSource(JournalPool.DATA_SOURCE) Pool pool,
      Clock clock,
      ServiceToken token,
      MarketBook market,
      ControlBook controls,
      ControlKeeper keeper,
      AccountDays days,
      RiskBook risk,
      MeterRegistry meters) {
    this.config = config;
    this.kafka = kafka;
    this.clock = clock;
    this.vertx = vertx;
    this.market = market;
    this.controls = controls;
    this.days = days;
    this.meters = meters;
    tradingThread = TradingThread.start(vertx);
    producer = JournalProducer.open(kafka);
    parts =
        new TradingParts(
            config,
            environment,
            vertx,
            tradingThread,
            producer,
            pool,
            clock,
            token,
            market,
            controls,
            keeper,
            risk);
  }

  void start(@Observes StartupEvent event) {
    parts.relay.start();
    tradingThread.runOnContext(v -> parts.start());
    reader =
        new MarketReader(
            kafka,
            clock,
            market,
            controls,
            () -> tradingThread.runOnContext(v -> parts.ownership.takeWhatIsOurs()),
            days::observe);
    reportsReader =
        TopicConsumer.since(REPORTED, clock, Topics.VENUE_REPORTS, kafka, parts.reports::read);
    signals = SignalConsumer.start(kafka, meters, new TradingReader(this, tradingThread));
  }

  /** Takes no more signals in, and lets what is on its way finish. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    CompletableFuture<Void> drained = new CompletableFuture<>();
    tradingThread.runOnContext(
        v -> {
          parts.intake.stop();
          drain(drained);
        });
    try {
      drained.get(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warnf("stopping with work on its way; the next owner resolves it");
    }
    if (signals != null) {
      signals.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (reportsReader != null) {
      reportsReader.close();
    }
    parts.relay.close();
    parts.outlet.close();
    producer.close(Duration.ofSeconds(2));
  }

  private void drain(CompletableFuture<Void> drained) {
    boolean idle =
        progress.busyMillis() == 0
            && parts.submitter.unanswered() == 0
            && parts.desk.journalled()
            && parts.relay.idle();
    if (idle) {
      drained.complete(null);
    } else {
      vertx.setTimer(READY_CHECK_MILLIS, fired -> drain(drained));
    }
  }

  Context tradingThread() {
    return tradingThread;
  }

  OrderDesk desk() {
    return parts.desk;
  }

  Ownership ownership() {
    return parts.ownership;
  }

  /** How long the present poll is in work. */
  public IntakeProgress progress() {
    return progress;
  }

  /** Whether signals are read, be it that other routers have all partitions. */
  boolean readsSignals() {
    SignalConsumer consumer = signals;
    return consumer != null && consumer.isReading();
  }

  /** Whether signals are read or tried to be, once it has started. */
  boolean triesToRead() {
    SignalConsumer consumer = signals;
    return consumer == null || consumer.isAlive();
  }

  /** Whether catalog, status and controls have been read. */
  public boolean caughtUp() {
    return reader != null && reader.caughtUp() && controls.isLoaded();
  }

  /** The accounts this router writes for. */
  public Map<String, Standing> accounts() {
    return parts.ownership.accounts();
  }

  /**
   * Places the signals of a poll; on the trading thread.
   *
   * @return done when the next may come, with what is done when they are journalled
   */
  Future<Future<Void>> take(List<ConsumerRecord<byte[], byte[]>> records) {
    return ready()
        .compose(
            up -> {
              progress.begun();
              return parts.intake.accept(records);
            })
        .onComplete(placed -> progress.done());
  }

  /**
   * Completes on the trading thread once all that decisions need is in memory; never any more when
   * stopping.
   */
  private Future<Void> ready() {
    if (stopping) {
      return Promise.<Void>promise().future(); // its next owner reads what is not acknowledged
    }
    return caughtUp()
        ? Future.succeededFuture()
        : vertx.timer(READY_CHECK_MILLIS).compose(fired -> ready());
  }

  void assigned(Set<Integer> partitions, int count) {
    parts.ownership.assigned(partitions, count);
    parts.relay.catchUp();
  }

  void revoked(Set<Integer> partitions) {
    parts.ownership.revoked(partitions);
  }
}
