package io.interlock.router.intake;

import io.interlock.contracts.Topics;
import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.edge.ServiceToken;
import io.interlock.router.RouterConfig;
import io.interlock.router.control.ControlBook;
import io.interlock.router.desk.Completion;
import io.interlock.router.desk.InstructionFollower;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.desk.RiskFollower;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.AccountWriters;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.journal.JournalReader;
import io.interlock.router.journal.RelayRows;
import io.interlock.router.journal.Tombstones;
import io.interlock.router.market.MarketBook;
import io.interlock.router.market.MarketReader;
import io.interlock.router.market.TailConsumer;
import io.interlock.router.ownership.AccountJournal;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.ownership.Standing;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.relay.EventRelay;
import io.interlock.router.risk.AccountDays;
import io.interlock.router.risk.ControlKeeper;
import io.interlock.router.venue.DoubtResolver;
import io.interlock.router.venue.Reconciliation;
import io.interlock.router.venue.Submitter;
import io.interlock.router.venue.Sweeper;
import io.interlock.router.venue.VenueReports;
import io.interlock.router.venue.WorkingOrderWatch;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts the parts that trade together on one trading thread, starts and stops them.
 *
 * <p>The parts keep their state on that thread; only {@link #tradingThread}, {@link #ready} and
 * what asks about health may be called from others.
 */
@Singleton
public class TradingDesk {
  private static final Logger LOG = Logger.getLogger(TradingDesk.class);
  private static final long READY_CHECK_MILLIS = 20;
  private static final int BEFORE_CHANNELS = 100;
  private static final long SWEEP_MILLIS = 500;
  private static final long SWEEP_JOURNAL_MILLIS = 5_000;
  private static final long POSITIONS_MILLIS = 15_000;
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(1);

  private final RouterConfig config;
  private final Map<String, Object> kafka;
  private final Clock clock;
  private final Vertx vertx;
  private final MarketBook market;
  private final ControlBook controls;
  private final AccountDays days;
  private final RiskBook risk;
  private final Context tradingThread;
  private final Producer<byte[], byte[]> producer;
  private final EventRelay relay;
  private final SignalOutlet outlet;
  private final Ownership ownership;
  private final OrderDesk desk;
  private final Submitter submitter;
  private final Reconciliation reconciliation;
  private final WorkingOrderWatch watch;
  private final Sweeper sweeper;
  private final VenueReports reports;
  private final Intake intake;
  private final IntakeProgress progress = new IntakeProgress();
  private volatile boolean stopping;
  private @Nullable MarketReader reader;
  private @Nullable TailConsumer reportsReader;

  TradingDesk(
      RouterConfig config,
      @ConfigProperty(name = "interlock.environment", defaultValue = "local") String environment,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Vertx vertx,
      Pool pool,
      Clock clock,
      ServiceToken token,
      MarketBook market,
      ControlBook controls,
      ControlKeeper keeper,
      AccountDays days,
      RiskBook risk) {
    this.config = config;
    this.kafka = kafka;
    this.clock = clock;
    this.vertx = vertx;
    this.market = market;
    this.controls = controls;
    this.days = days;
    this.risk = risk;
    tradingThread = TradingThread.start(vertx);
    producer = JournalProducer.open(kafka);
    GatewayClient gateway =
        new GatewayClient(vertx, token::authorization, config.gatewayTimeout().toMillis());
    JournalReader journal = new JournalReader(pool);
    ownership =
        new Ownership(
            name(config),
            vertx,
            new AccountWriters(pool),
            new AccountJournal(journal, risk, controls, clock),
            gateway,
            market);
    relay = new EventRelay(producer, new RelayRows(pool), ownership::partitions, tradingThread);
    desk = new OrderDesk(pool, vertx, clock, ownership, relay, new Completion(market));
    submitter = new Submitter(desk, gateway, market, controls, ownership, vertx);
    DoubtResolver resolver =
        new DoubtResolver(desk, gateway, market, ownership, vertx, config.resolveTimeout());
    reconciliation = new Reconciliation(desk, gateway, market, risk, submitter, resolver);
    watch =
        new WorkingOrderWatch(
            desk,
            gateway,
            market,
            ownership,
            controls::killEpoch,
            config.pollInterval(),
            config.watchTimeout());
    sweeper =
        new Sweeper(
            desk,
            journal,
            submitter,
            resolver,
            reconciliation,
            ownership,
            config.gatewayTimeout().plus(ANSWER_GRACE));
    reports = new VenueReports(desk, ownership, tradingThread);
    outlet = new SignalOutlet(producer, tradingThread);
    Candidates candidates =
        new Candidates(
            environment,
            market,
            desk,
            new Tombstones(pool),
            new StrategyPositions(desk, gateway),
            ownership);
    Decider decider = new Decider(desk, market, controls, risk, ownership);
    JournalGate gate = new JournalGate(pool, vertx);
    Admissions admissions =
        new Admissions(
            desk,
            decider,
            gate,
            ownership,
            submitter,
            risk,
            relay,
            new Duplicates(desk, ownership, outlet));
    intake =
        new Intake(
            environment,
            vertx,
            desk,
            candidates,
            admissions,
            gate,
            ownership,
            submitter,
            outlet,
            keeper::refresh);
    desk.follow(submitter);
    desk.follow(new RiskFollower(risk, market));
    desk.follow(new InstructionFollower(desk));
    desk.follow(resolver);
    desk.onOvertaken(ownership::overtaken);
    ownership.onKillEpoch(keeper::seen);
  }

  void start(@Observes @Priority(BEFORE_CHANNELS) StartupEvent event) {
    relay.start();
    tradingThread.runOnContext(v -> startWatching());
    reader =
        new MarketReader(
            kafka,
            clock,
            market,
            controls,
            () -> tradingThread.runOnContext(v -> ownership.takeWhatIsOurs()),
            days::observe);
    reportsReader = TailConsumer.start(Topics.VENUE_REPORTS, kafka, clock, reports::read);
  }

  private void startWatching() {
    ownership.start(
        desk,
        reconciliation,
        account -> {
          submitter.release(account);
          risk.forget(account);
        });
    vertx.setPeriodic(config.pollInterval().toMillis(), id -> watch.look());
    vertx.setPeriodic(SWEEP_MILLIS, id -> sweeper.sweep());
    vertx.setPeriodic(
        SWEEP_JOURNAL_MILLIS,
        id -> sweeper.sweepJournal(List.copyOf(ownership.accounts().keySet())));
    vertx.setPeriodic(POSITIONS_MILLIS, id -> refreshPositions());
  }

  private void refreshPositions() {
    ownership
        .accounts()
        .forEach(
            (account, standing) -> {
              BrokerDescriptor broker = market.brokerOfAccount(account);
              if (broker != null && standing == Standing.READY) {
                reconciliation
                    .refreshPositions(broker, account)
                    .onFailure(e -> LOG.debugf("positions of %s not known: %s", account, e));
              }
            });
  }

  /** Takes no more signals in, and lets what is on its way finish. */
  void stop(@Observes ShutdownEvent event) {
    stopping = true;
    CompletableFuture<Void> drained = new CompletableFuture<>();
    tradingThread.runOnContext(v -> drain(drained));
    try {
      drained.get(config.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.warnf("stopping with work on its way; the next owner resolves it");
    }
    if (reader != null) {
      reader.close();
    }
    if (reportsReader != null) {
      reportsReader.close();
    }
    relay.close();
    outlet.close();
    producer.close(Duration.ofSeconds(2));
  }

  private void drain(CompletableFuture<Void> drained) {
    boolean idle =
        progress.busyMillis() == 0
            && submitter.unanswered() == 0
            && desk.journalled()
            && relay.idle();
    if (idle) {
      drained.complete(null);
    } else {
      vertx.setTimer(READY_CHECK_MILLIS, fired -> drain(drained));
    }
  }

  Context tradingThread() {
    return tradingThread;
  }

  Intake intake() {
    return intake;
  }

  OrderDesk desk() {
    return desk;
  }

  Ownership ownership() {
    return ownership;
  }

  /** How long the present poll is in work. */
  public IntakeProgress progress() {
    return progress;
  }

  /** Whether catalog, status and controls have been read. */
  public boolean caughtUp() {
    return reader != null && reader.caughtUp() && controls.isLoaded();
  }

  /** The accounts this router writes for. */
  public Map<String, Standing> accounts() {
    return ownership.accounts();
  }

  /**
   * Completes on the trading thread once all that decisions need is in memory; never any more when
   * stopping.
   */
  Future<Void> ready() {
    if (stopping) {
      return Promise.<Void>promise().future(); // its next owner reads what is not acknowledged
    }
    return caughtUp()
        ? Future.succeededFuture()
        : vertx.timer(READY_CHECK_MILLIS).compose(fired -> ready());
  }

  void assigned(Set<Integer> partitions, int count) {
    ownership.assigned(partitions, count);
    relay.catchUp();
  }

  void revoked(Set<Integer> partitions) {
    ownership.revoked(partitions);
  }

  private static String name(RouterConfig config) {
    return config.name().orElseGet(() -> ManagementFactory.getRuntimeMXBean().getName());
  }
}
