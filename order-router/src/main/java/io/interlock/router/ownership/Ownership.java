package io.interlock.router.ownership;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.AccountWriters;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Order;
import io.interlock.router.venue.Reconciliation;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * The accounts this router writes for: those whose signal partition is assigned to it.
 *
 * <p>Taking one raises its writer epoch first, so that whoever wrote for it before is refused from
 * then on; then the journal is read, every SUBMITTING in it becomes IN_DOUBT, the bridge is
 * attached to and what the venue holds is compared, before anything is sent. Each second the
 * attachment is renewed. All on the trading thread, but {@link #accounts} and {@link #partitions}.
 */
public final class Ownership implements WriterEpochs {
  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final long HEARTBEAT_MILLIS = 1_000;
  private static final long RETAKE_MILLIS = 3_000;

  private final String router;
  private final Vertx vertx;
  private final AccountWriters writers;
  private final AccountJournal journal;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final HeldAccounts held = new HeldAccounts();
  private volatile Set<Integer> partitions = Set.of();
  private LongConsumer killEpochSeen = epoch -> {};
  private Consumer<String> released = account -> {};
  private int partitionCount = 1;
  private OrderDesk desk;
  private Reconciliation reconciliation;

  /**
   * @param router this process' name, for people who read the journal
   */
  @SuppressWarnings("NullAway") // desk and reconciliation come with start: they need this first
  public Ownership(
      String router,
      Vertx vertx,
      AccountWriters writers,
      AccountJournal journal,
      GatewayClient gateway,
      MarketBook market) {
    this.router = router;
    this.vertx = vertx;
    this.writers = writers;
    this.journal = journal;
    this.gateway = gateway;
    this.market = market;
  }

  /**
   * Begins to renew attachments.
   *
   * @param released told of accounts that are no longer ours
   */
  public void start(OrderDesk desk, Reconciliation reconciliation, Consumer<String> released) {
    this.desk = desk;
    this.reconciliation = reconciliation;
    this.released = released;
    vertx.setPeriodic(HEARTBEAT_MILLIS, id -> held.all().forEach(this::renew));
  }

  /** Sets who is told of the kill epochs that bridges have, which others may have given them. */
  public void onKillEpoch(LongConsumer seen) {
    killEpochSeen = seen;
  }

  /** Partitions were assigned; their accounts are taken. */
  public void assigned(Set<Integer> assigned, int count) {
    partitionCount = count;
    Set<Integer> all = new HashSet<>(partitions);
    all.addAll(assigned);
    partitions = Set.copyOf(all);
    takeWhatIsOurs();
  }

  /** Partitions went to another router. */
  public void revoked(Set<Integer> revoked) {
    Set<Integer> left = new HashSet<>(partitions);
    left.removeAll(revoked);
    partitions = Set.copyOf(left);
    for (HeldAccount account : held.all()) {
      if (revoked.contains(partitionOf(account.name()))) {
        release(account);
      }
    }
  }

  /** The catalog changed: accounts of our partitions that are new are taken. */
  public void takeWhatIsOurs() {
    for (BrokerDescriptor broker : market.catalog()) {
      String name = broker.account();
      if (partitions.contains(partitionOf(name)) && held.find(name) == null) {
        take(held.add(name), 1);
      }
    }
  }

  /** Signal partitions assigned to this router; any thread may ask. */
  public Set<Integer> partitions() {
    return partitions;
  }

  public int partitionOf(String account) {
    return Partitions.of(account, partitionCount);
  }

  @Override
  public long epochOf(String account) {
    HeldAccount known = held.find(account);
    return known == null ? -1 : known.epoch();
  }

  public Standing standing(String account) {
    HeldAccount known = held.find(account);
    return known == null ? Standing.FOREIGN : known.standing();
  }

  /** Accounts this router writes for, with their standing; any thread may ask. */
  public Map<String, Standing> accounts() {
    return held.standings();
  }

  /** Another router was found to write for an account we thought ours. */
  public void overtaken(String account) {
    HeldAccount known = held.find(account);
    if (known != null) {
      LOG.errorf("account %s is written for by another router now", account);
      release(known);
      vertx.setTimer(RETAKE_MILLIS, fired -> takeWhatIsOurs());
    }
  }

  private void release(HeldAccount account) {
    held.remove(account);
    desk.release(account.name());
    released.accept(account.name());
  }

  private void take(HeldAccount account, long atLeast) {
    writers
        .take(account.name(), atLeast, router)
        .compose(
            epoch -> {
              if (held.holds(account)) {
                account.taken(epoch);
              }
              return journal.takeUp(account.name());
            })
        .onComplete(
            read -> {
              if (!held.holds(account)) {
                return;
              }
              if (read.failed()) {
                LOG.warnf(
                    "account %s can't be taken yet: %s", account.name(), read.cause().getMessage());
                vertx.setTimer(
                    HEARTBEAT_MILLIS,
                    fired -> {
                      if (held.holds(account)) {
                        take(account, atLeast);
                      }
                    });
                return;
              }
              restore(read.result());
              reach(account);
            });
  }

  private void restore(List<Order> orders) {
    for (Order order : orders) {
      if (desk.find(order.id()) == null) {
        desk.hold(order);
      }
    }
    orders.forEach(reconciliation::takenUp);
  }

  /** Attaches to the bridge and compares with the venue; until that is done nothing opens. */
  private void reach(HeldAccount account) {
    BrokerDescriptor broker = market.brokerOfAccount(account.name());
    if (broker == null) {
      held.stand(account, Standing.UNREACHED);
      return;
    }
    account.renewing = true;
    attach(broker, account)
        .compose(
            attached ->
                attached.accepted()
                    ? reconciliation.reconcile(broker, account.name()).map(attached)
                    : Future.succeededFuture(attached))
        .onComplete(
            done -> {
              account.renewing = false;
              if (!held.holds(account)) {
                return;
              }
              if (done.failed()) {
                LOG.warnf(
                    "account %s: venue not reconciled yet: %s",
                    account.name(), done.cause().getMessage());
                held.stand(account, Standing.UNREACHED);
              } else if (done.result().accepted()) {
                held.stand(account, Standing.READY);
              } else {
                // The bridge has seen higher epochs than the journal: go beyond them.
                take(account, done.result().epoch() + 1);
              }
            });
  }

  private Future<Attached> attach(BrokerDescriptor broker, HeldAccount account) {
    return gateway
        .attach(broker, new Attach(account.name(), router, account.epoch()))
        .onSuccess(attached -> killEpochSeen.accept(attached.killEpoch()));
  }

  /** The heartbeat to the bridge; also how one that could not be reached is reached later. */
  private void renew(HeldAccount account) {
    BrokerDescriptor broker = market.brokerOfAccount(account.name());
    if (broker == null || account.epoch() < 0 || account.renewing) {
      return;
    }
    switch (account.standing()) {
      case UNREACHED -> reach(account);
      case READY -> {
        account.renewing = true;
        attach(broker, account)
            .onComplete(
                answer -> {
                  account.renewing = false;
                  if (answer.failed()) {
                    LOG.warnf(
                        "account %s: bridge not attached to: %s",
                        account.name(), answer.cause().getMessage());
                  } else if (!answer.result().accepted() && held.holds(account)) {
                    overtaken(account.name());
                  }
                });
      }
      case TAKING, FOREIGN -> {}
    }
  }
}
