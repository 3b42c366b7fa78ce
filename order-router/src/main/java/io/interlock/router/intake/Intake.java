package io.interlock.router.intake;

import io.interlock.contracts.order.OrderEvent;
import io.interlock.contracts.order.OrderId;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.journal.GateOutcome;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.journal.Journalled;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.PendingOperation;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.relay.EventRelay;
import io.interlock.router.venue.Submitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Takes signals from Kafka through decision and gate to the venue.
 *
 * <p>What a poll brought goes through the gate together: one signal when it is quiet, many under
 * load. The records are acknowledged once their orders are in the journal, or forwarded, or buried;
 * the sends go on after that. Infrastructure that fails is waited for. All on the trading thread,
 * one poll after the other.
 */
public final class Intake {
  private static final Logger LOG = Logger.getLogger(Intake.class);
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_UNANSWERED = 4_000;
  private static final long ROOM_CHECK_MILLIS = 5;
  private static final long RETRY_MILLIS = 200;
  private static final int ROUNDS_BEFORE_DENIAL = 10;

  private final String environment;
  private final Vertx vertx;
  private final OrderDesk desk;
  private final Candidates candidates;
  private final Decider decider;
  private final JournalGate gate;
  private final Ownership ownership;
  private final Submitter submitter;
  private final RiskBook risk;
  private final EventRelay relay;
  private final SignalOutlet outlet;
  private final Supplier<Future<Void>> refreshControls;
  private final Duplicates duplicates;
  private long standingKillEpoch;

  /**
   * @param refreshControls brings what is known of kills up to date
   */
  public Intake(
      String environment,
      Vertx vertx,
      OrderDesk desk,
      Candidates candidates,
      Decider decider,
      JournalGate gate,
      Ownership ownership,
      Submitter submitter,
      RiskBook risk,
      EventRelay relay,
      SignalOutlet outlet,
      Supplier<Future<Void>> refreshControls) {
    this.environment = environment;
    this.vertx = vertx;
    this.desk = desk;
    this.candidates = candidates;
    this.decider = decider;
    this.gate = gate;
    this.ownership = ownership;
    this.submitter = submitter;
    this.risk = risk;
    this.relay = relay;
    this.outlet = outlet;
    this.refreshControls = refreshControls;
    duplicates = new Duplicates(desk, ownership, outlet);
  }

  /** A leg in its turn at the gate. */
  private record Turn(Candidate candidate, int rounds, boolean paused, boolean cancelledBefore) {
    static Turn first(Candidate candidate) {
      return new Turn(candidate, 0, false, false);
    }

    Turn cancelled() {
      return new Turn(candidate, rounds, false, true);
    }

    Turn waiting() {
      return new Turn(candidate, rounds, true, cancelledBefore);
    }

    /** Once more, as a newer kill is not known here yet. */
    Turn again() {
      return new Turn(candidate, rounds + 1, true, cancelledBefore);
    }
  }

  /**
   * Takes the records of a poll; answers once all are journalled, forwarded or buried. Whatever
   * fails is tried again with all of them: claims make that harmless.
   */
  public Future<Void> accept(List<ConsumerRecord<byte[], byte[]>> records) {
    return attempt(records)
        .recover(
            failure -> {
              LOG.errorf(failure, "signals wait");
              return vertx.timer(RETRY_MILLIS).compose(fired -> accept(records));
            });
  }

  private Future<Void> attempt(List<ConsumerRecord<byte[], byte[]>> records) {
    if (submitter.unanswered() > MOST_UNANSWERED) {
      return vertx.timer(ROOM_CHECK_MILLIS).compose(fired -> attempt(records));
    }
    List<Future<Void>> aside = new ArrayList<>();
    List<GateEntry> poison = new ArrayList<>();
    List<Future<List<Candidate>>> legs = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      switch (SignalReading.of(record)) {
        case SignalReading.Legible(var arrival) -> legs.add(legs(arrival));
        case SignalReading.Poison(var problem, var origin) -> {
          LOG.warnf("dead letter %s: %s", origin, problem.getMessage());
          aside.add(outlet.bury(record, problem, origin));
          poison.add(PoisonEntry.of(environment, record, problem, origin, desk.now()));
        }
      }
    }
    return bury(poison)
        .compose(buried -> Future.all(legs))
        .compose(
            all -> {
              List<Turn> turns = new ArrayList<>();
              legs.forEach(l -> l.result().forEach(leg -> turns.add(Turn.first(leg))));
              return place(turns);
            })
        .compose(placed -> Future.all(aside))
        .mapEmpty();
  }

  private Future<List<Candidate>> legs(Arrival arrival) {
    return candidates
        .of(arrival)
        .recover(
            failure -> {
              LOG.warnf("signal waits for the database: %s", failure.getMessage());
              return vertx.timer(RETRY_MILLIS).compose(fired -> legs(arrival));
            });
  }

  private Future<Void> bury(List<GateEntry> poison) {
    Map<OrderId, GateEntry> distinct = new LinkedHashMap<>();
    poison.forEach(entry -> distinct.put(entry.order().id(), entry));
    if (distinct.isEmpty()) {
      return Future.succeededFuture();
    }
    return gate.pass(List.copyOf(distinct.values()), Map.of(), -1)
        .map(
            outcome -> {
              if (outcome instanceof GateOutcome.Committed(var claimed, var known, var cancelled)) {
                claimed.forEach(id -> publish(Objects.requireNonNull(distinct.get(id))));
              }
              return null;
            });
  }

  /** Sees to it that each leg is decided where its account is written for. */
  private Future<Void> place(List<Turn> turns) {
    List<Turn> ours = new ArrayList<>();
    List<Future<?>> waits = new ArrayList<>();
    Set<String> accounts = new HashSet<>();
    for (Turn turn : turns) {
      Candidate leg = turn.candidate();
      if (!ownership.partitions().contains(leg.arrival().partition())) {
        continue; // its new owner reads the record again: we have not acknowledged it
      }
      String account = leg.account();
      int partition = partition(leg);
      if (account != null && !ownership.partitions().contains(partition)) {
        waits.add(outlet.forward(leg.arrival(), account, partition));
        continue;
      }
      ours.add(turn);
      if (account != null && accounts.add(account)) {
        waits.add(ownership.settled(account));
      }
    }
    if (ours.isEmpty() && waits.isEmpty()) {
      return Future.succeededFuture();
    }
    return Future.all(waits).compose(settled -> pass(ours));
  }

  private int partition(Candidate leg) {
    String account = leg.account();
    return account == null ? leg.arrival().partition() : ownership.partitionOf(account);
  }

  private Future<Void> pass(List<Turn> turns) {
    List<Turn> later = new ArrayList<>();
    List<Candidate> repeated = new ArrayList<>();
    Map<OrderId, Turn> asked = new LinkedHashMap<>();
    Map<OrderId, Decision> decisions = new LinkedHashMap<>();
    for (Turn turn : turns) {
      Candidate leg = turn.candidate();
      OrderId id = leg.identity().orderId();
      String account = leg.account();
      if (account != null && ownership.epochOf(account) < 0) {
        later.add(turn.waiting());
      } else if (asked.size() >= MOST_AT_ONCE) {
        later.add(turn);
      } else if (desk.find(id) != null || asked.containsKey(id)) {
        repeated.add(leg);
      } else {
        asked.put(id, turn);
        decisions.put(id, decide(turn));
      }
    }
    return gate(asked, decisions, later, repeated)
        .compose(more -> duplicates.handle(repeated, gate).map(more))
        .compose(
            more -> {
              boolean waits = more.stream().anyMatch(Turn::paused);
              if (more.isEmpty()) {
                return Future.succeededFuture();
              }
              return waits
                  ? refreshControls
                      .get()
                      .compose(known -> vertx.timer(RETRY_MILLIS))
                      .compose(fired -> place(more))
                  : place(more);
            });
  }

  private Decision decide(Turn turn) {
    Candidate leg = turn.candidate();
    if (turn.rounds() >= ROUNDS_BEFORE_DENIAL && Decider.opens(leg)) {
      return decider.denied(leg, decider.killedAtGate(standingKillEpoch), partition(leg));
    }
    return decider.decide(leg, partition(leg), turn.cancelledBefore());
  }

  /**
   * @return legs that must be placed again
   */
  private Future<List<Turn>> gate(
      Map<OrderId, Turn> asked,
      Map<OrderId, Decision> decisions,
      List<Turn> later,
      List<Candidate> repeated) {
    List<Turn> more = new ArrayList<>(later);
    if (decisions.isEmpty()) {
      return Future.succeededFuture(more);
    }
    Map<String, Long> epochs = new HashMap<>();
    long killEpoch = -1;
    for (Decision decision : decisions.values()) {
      if (decision.entry().sends()) {
        Order order = decision.entry().order();
        epochs.put(Objects.requireNonNull(order.account()), order.epoch());
        if (Decider.opens(decision.candidate())) {
          killEpoch =
              killEpoch < 0 ? decision.killEpoch() : Math.min(killEpoch, decision.killEpoch());
        }
      }
    }
    return gate.pass(decisions.values().stream().map(Decision::entry).toList(), epochs, killEpoch)
        .map(
            outcome -> {
              Set<OrderId> claimed =
                  switch (outcome) {
                    case GateOutcome.Committed committed -> {
                      committed
                          .cancelled()
                          .forEach(
                              id -> more.add(Objects.requireNonNull(asked.get(id)).cancelled()));
                      committed
                          .known()
                          .keySet()
                          .forEach(
                              id ->
                                  repeated.add(Objects.requireNonNull(asked.get(id)).candidate()));
                      yield committed.claimed();
                    }
                    case GateOutcome.Overtaken overtaken -> {
                      LOG.warnf("gate: decided under an older epoch: %s", overtaken);
                      standingKillEpoch = overtaken.killEpoch();
                      overtaken.lostAccounts().forEach(ownership::overtaken);
                      boolean lost = !overtaken.lostAccounts().isEmpty();
                      asked.forEach(
                          (id, turn) -> {
                            if (!overtaken.claimed().contains(id)) {
                              more.add(lost ? turn.waiting() : turn.again());
                            }
                          });
                      yield overtaken.claimed();
                    }
                  };
              decisions.forEach(
                  (id, decision) -> {
                    if (claimed.contains(id)) {
                      through(decision);
                    } else if (decision.reservation() != null) {
                      risk.withdraw(decision.reservation());
                    }
                  });
              return more;
            });
  }

  private void through(Decision decision) {
    GateEntry entry = decision.entry();
    desk.hold(entry.order());
    publish(entry);
    if (!entry.sends()) {
      return;
    }
    Order target = decision.candidate().target();
    if (target != null && desk.find(target.id()) != null) {
      switch (entry.order().terms().command()) {
        case CANCEL -> request(target, PendingOperation.CANCEL, entry.order());
        case MODIFY -> request(target, PendingOperation.REPLACE, entry.order());
        case OPEN, CLOSE -> {}
      }
    }
    submitter.submit(entry.order(), decision.killEpoch());
  }

  private void request(Order target, PendingOperation operation, Order by) {
    desk.apply(
        target.id(),
        new Event.OperationRequested(
            operation,
            new io.interlock.contracts.order.Reason(
                operation.name(), "asked for", Map.of("by", by.id().value()))));
  }

  private void publish(GateEntry entry) {
    List<Journalled.PendingRelay> events = new ArrayList<>();
    for (OrderEvent event : entry.events()) {
      events.add(new Journalled.PendingRelay(entry.partition(), event));
    }
    relay.committed(events);
  }
}
