package io.interlock.router.intake;

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
import io.interlock.router.ownership.AccountJournal;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.ownership.Standing;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.relay.EventRelay;
import io.interlock.router.risk.ControlKeeper;
import io.interlock.router.venue.DoubtResolver;
import io.interlock.router.venue.Reconciliation;
import io.interlock.router.venue.Submitter;
import io.interlock.router.venue.Sweeper;
import io.interlock.router.venue.VenueReports;
import io.interlock.router.venue.WorkingOrderWatch;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;

/**
 * The parts that trade, put together. Each keeps its state on the trading thread, where all of them
 * are called.
 */
final class TradingParts {
  private static final Logger LOG = Logger.getLogger(TradingParts.class);
  private static final long SWEEP_MILLIS = 500;
  private static final long SWEEP_JOURNAL_MILLIS = 5_000;
  private static final long POSITIONS_MILLIS = 15_000;
  private static final Duration ANSWER_GRACE = Duration.ofSeconds(1);

  final EventRelay relay;
  final SignalOutlet outlet;
  final Ownership ownership;
  final OrderDesk desk;
  final Submitter submitter;
  final VenueReports reports;
  final Intake intake;
  private final RouterConfig config;
  private final Vertx vertx;
  private final MarketBook market;
  private final RiskBook risk;
  private final Reconciliation reconciliation;
  private final WorkingOrderWatch watch;
  private final Sweeper sweeper;

  TradingParts(
      RouterConfig config,
      String environment,
      Vertx vertx,
      Context tradingThread,
      Producer<byte[], byte[]> producer,
      Pool pool,
      Clock clock,
      ServiceToken token,
      MarketBook market,
      ControlBook controls,
      ControlKeeper keeper,
      RiskBook risk) {
    this.config = config;
    this.vertx = vertx;
    this.market = market;
    this.risk = risk;
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

  /** Begins to hold accounts, and to look after orders and positions again and again. */
  void start() {
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

  private static String name(RouterConfig config) {
    return config.name().orElseGet(() -> ManagementFactory.getRuntimeMXBean().getName());
  }
}
