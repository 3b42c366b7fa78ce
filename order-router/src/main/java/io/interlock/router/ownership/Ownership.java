package io.interlock.router.ownership;

import io.interlock.contracts.broker.BrokerDescriptor;
import io.interlock.contracts.gateway.Attach;
import io.interlock.contracts.gateway.Attached;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.gateway.GatewayClient;
import io.interlock.router.journal.AccountWriters;
import io.interlock.router.journal.JournalReader;
import io.interlock.router.journal.WriterEpochs;
import io.interlock.router.market.MarketBook;
import io.interlock.router.order.Order;
import io.interlock.router.venue.Reconciliation;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * The accounts this router writes for: those whose signal partition is assigned to it.
 *
 * <p>Taking one raises its writer epoch first, so that whoever wrote for it before is refused from
 * then on; then the journal is read, every SUBMITTING in it becomes IN_DOUBT, the bridge is
 * attached to and what the venue holds is compared, before anything is sent. Each second the
 * attachment is renewed. All on the trading thread.
 */
public final class Ownership implements WriterEpochs {
  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final long HEARTBEAT_MILLIS = 1_000;
  private static final long WAIT_FOR_READY_MILLIS = 3_000;
  private static final long RETAKE_MILLIS = 3_000;

  private static final class Held {
    final String account;
    volatile Standing standing = Standing.TAKING;
    long epoch = -1;
    boolean renewing;
    final List<Promise<Standing>> waiting = new ArrayList<>();

    Held(String account) {
      this.account = account;
    }
  }

  private final String router;
  private final Vertx vertx;
  private final AccountWriters writers;
  private final JournalReader reader;
  private final GatewayClient gateway;
  private final MarketBook market;
  private final Map<String, Held> held = new ConcurrentHashMap<>(); // health looks at it, too
  private final Set<Integer> partitions = new HashSet<>();
  private final List<Consumer<String>> releases = new ArrayList<>();
  private LongConsumer killEpochSeen = epoch -> {};
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
      JournalReader reader,
      GatewayClient gateway,
      MarketBook market) {
    this.router = router;
    this.vertx = vertx;
    this.writers = writers;
    this.reader = reader;
    this.gateway = gateway;
    this.market = market;
  }

  /**
   * Begins to renew attachments.
   *
   * @param release told of accounts that are no longer ours
   */
  public void start(OrderDesk desk, Reconciliation reconciliation, Consumer<String> release) {
    this.desk = desk;
    this.reconciliation = reconciliation;
    releases.add(release);
    vertx.setPeriodic(HEARTBEAT_MILLIS, id -> List.copyOf(held.values()).forEach(this::renew));
  }

  /** Sets who is told of the kill epochs that bridges have, which others may have given them. */
  public void onKillEpoch(LongConsumer seen) {
    killEpochSeen = seen;
  }

  /** Partitions were assigned; their accounts are taken. */
  public void assigned(Set<Integer> assigned, int count) {
    partitionCount = count;
    partitions.addAll(assigned);
    takeWhatIsOurs();
  }

  /** Partitions went to another router. */
  public void revoked(Set<Integer> revoked) {
    partitions.removeAll(revoked);
    for (Held account : List.copyOf(held.values())) {
      if (revoked.contains(Partitions.of(account.account, partitionCount))) {
        release(account);
      }
    }
  }

  /** The catalog changed: accounts of our partitions that are new are taken. */
  public void takeWhatIsOurs() {
    for (BrokerDescriptor broker : market.catalog()) {
      String account = broker.account();
      if (partitions.contains(partitionOf(account)) && !held.containsKey(account)) {
        Held taking = new Held(account);
        held.put(account, taking);
        take(taking, 1);
      }
    }
  }

  public Set<Integer> partitions() {
    return Set.copyOf(partitions);
  }

  public int partitionOf(String account) {
    return Partitions.of(account, partitionCount);
  }

  @Override
  public long epochOf(String account) {
    Held known = held.get(account);
    return known == null ? -1 : known.epoch;
  }

  public Standing standing(String account) {
    Held known = held.get(account);
    return known == null ? Standing.FOREIGN : known.standing;
  }

  /** Accounts this router writes for, with their standing. */
  public Map<String, Standing> accounts() {
    Map<String, Standing> all = new HashMap<>();
    held.forEach((account, known) -> all.put(account, known.standing));
    return all;
  }

  /** How we stand to an account once it is taken; waits a few seconds for that at most. */
  public Future<Standing> settled(String account) {
    Held known = held.get(account);
    if (known == null) {
      return Future.succeededFuture(Standing.FOREIGN);
    }
    if (known.standing != Standing.TAKING) {
      return Future.succeededFuture(known.standing);
    }
    Promise<Standing> promise = Promise.promise();
    known.waiting.add(promise);
    vertx.setTimer(
        WAIT_FOR_READY_MILLIS,
        fired -> promise.tryComplete(known.epoch < 0 ? Standing.TAKING : Standing.UNREACHED));
    return promise.future();
  }

  /** Another router was found to write for an account we thought ours. */
  public void overtaken(String account) {
    Held known = held.get(account);
    if (known == null) {
      return;
    }
    LOG.errorf("account %s is written for by another router now", account);
    release(known);
    vertx.setTimer(RETAKE_MILLIS, fired -> takeWhatIsOurs());
  }

  private void release(Held account) {
    account.standing = Standing.FOREIGN;
    account.epoch = -1;
    held.remove(account.account, account);
    answer(account);
    desk.release(account.account);
    releases.forEach(listener -> listener.accept(account.account));
  }

  private void take(Held account, long atLeast) {
    writers
        .take(account.account, atLeast, router)
        .compose(
            epoch -> {
              if (isHeld(account)) {
                account.epoch = epoch;
                LOG.infof("account %s taken at epoch %d", account.account, epoch);
              }
              return reader.openOrders(account.account);
            })
        .onComplete(
            read -> {
              if (!isHeld(account)) {
                return;
              }
              if (read.failed()) {
                LOG.warnf(
                    "account %s can't be taken yet: %s",
                    account.account, read.cause().getMessage());
                vertx.setTimer(HEARTBEAT_MILLIS, fired -> retake(account, atLeast));
                return;
              }
              restore(read.result());
              reach(account);
            });
  }

  private void retake(Held account, long atLeast) {
    if (isHeld(account)) {
      take(account, atLeast);
    }
  }

  private void restore(List<Order> orders) {
    for (Order order : orders) {
      if (desk.find(order.id()) == null) {
        desk.hold(order);
      }
    }
    orders.forEach(reconciliation::takenUp);
  }

  private void reach(Held account) {
    BrokerDescriptor broker = market.brokerOfAccount(account.account);
    if (broker == null) {
      stand(account, Standing.UNREACHED);
      return;
    }
    attach(broker, account)
        .compose(
            attached -> {
              if (!attached.accepted()) {
                if (isHeld(account)) {
                  take(account, attached.epoch() + 1);
                }
                return Future.failedFuture("the bridge has seen epoch " + attached.epoch());
              }
              return reconciliation.reconcile(broker, account.account);
            })
        .onComplete(
            done -> {
              if (!isHeld(account)) {
                return;
              }
              if (done.failed()) {
                LOG.warnf(
                    "account %s: venue not reconciled yet: %s",
                    account.account, done.cause().getMessage());
              }
              stand(account, done.succeeded() ? Standing.READY : Standing.UNREACHED);
            });
  }

  private Future<Attached> attach(BrokerDescriptor broker, Held account) {
    return gateway
        .attach(broker, new Attach(account.account, router, account.epoch))
        .onSuccess(attached -> killEpochSeen.accept(attached.killEpoch()));
  }

  private void stand(Held account, Standing standing) {
    if (account.standing != standing) {
      LOG.infof("account %s is %s", account.account, standing);
    }
    account.standing = standing;
    answer(account);
  }

  private static void answer(Held account) {
    List<Promise<Standing>> waiting = List.copyOf(account.waiting);
    account.waiting.clear();
    waiting.forEach(promise -> promise.tryComplete(account.standing));
  }

  /** The heartbeat to the bridge; also how an unreached one is reached later. */
  private void renew(Held account) {
    BrokerDescriptor broker = market.brokerOfAccount(account.account);
    if (broker == null || account.epoch < 0 || account.renewing) {
      return;
    }
    if (account.standing == Standing.UNREACHED) {
      account.renewing = true;
      account.standing = Standing.TAKING;
      reach(account);
      account.renewing = false;
      return;
    }
    if (account.standing != Standing.READY) {
      return;
    }
    account.renewing = true;
    attach(broker, account)
        .onComplete(
            answer -> {
              account.renewing = false;
              if (answer.failed()) {
                LOG.warnf(
                    "account %s: bridge not attached to: %s",
                    account.account, answer.cause().getMessage());
              } else if (!answer.result().accepted() && isHeld(account)) {
                overtaken(account.account);
              }
            });
  }

  private boolean isHeld(Held account) {
    return held.get(account.account) == account;
  }
}
