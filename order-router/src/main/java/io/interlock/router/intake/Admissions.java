package io.interlock.router.intake;

import io.interlock.contracts.order.Command;
import io.interlock.contracts.order.DenialReason;
import io.interlock.contracts.order.OrderId;
import io.interlock.contracts.order.Reason;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.journal.GateOutcome;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.journal.Journalled;
import io.interlock.router.journal.ModifyRevisions;
import io.interlock.router.order.Event;
import io.interlock.router.order.Order;
import io.interlock.router.order.PendingOperation;
import io.interlock.router.order.Terms;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.pretrade.RiskBook;
import io.interlock.router.relay.EventRelay;
import io.interlock.router.venue.Submitter;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Legs of our accounts through decision and gate: many in one commit, and only what is committed is
 * held, published and sent. On the trading thread.
 */
final class Admissions {
  private static final Logger LOG = Logger.getLogger(Admissions.class);

  /** A kill waits for the commit that is on its way: not for long. */
  private static final int MOST_AT_ONCE = 64;

  private static final int ROUNDS_BEFORE_DENIAL = 10;

  private final OrderDesk desk;
  private final Decider decider;
  private final JournalGate gate;
  private final Ownership ownership;
  private final Submitter submitter;
  private final RiskBook risk;
  private final EventRelay relay;
  private final Duplicates duplicates;
  private long standingKillEpoch;

  Admissions(
      OrderDesk desk,
      Decider decider,
      JournalGate gate,
      Ownership ownership,
      Submitter submitter,
      RiskBook risk,
      EventRelay relay,
      Duplicates duplicates) {
    this.desk = desk;
    this.decider = decider;
    this.gate = gate;
    this.ownership = ownership;
    this.submitter = submitter;
    this.risk = risk;
    this.relay = relay;
    this.duplicates = duplicates;
  }

  /** Signal partition whose owner writes a leg's order. */
  int partition(Candidate leg) {
    String account = leg.account();
    return account == null ? leg.arrival().partition() : ownership.partitionOf(account);
  }

  /**
   * Decides legs and takes them through the gate in one commit.
   *
   * @return legs that are not through yet
   */
  Future<Passed> pass(List<Turn> turns) {
    List<Turn> waiting = new ArrayList<>();
    List<Turn> later = new ArrayList<>();
    List<Candidate> repeated = new ArrayList<>();
    Map<OrderId, Turn> asked = new LinkedHashMap<>();
    Map<OrderId, Decision> decisions = new LinkedHashMap<>();
    Set<String> modified = new HashSet<>();
    for (Turn turn : turns) {
      Candidate leg = turn.candidate();
      OrderId id = leg.identity().orderId();
      String account = leg.account();
      boolean taken = account == null || ownership.epochOf(account) >= 0;
      if (!taken && leg.terms().command() != Command.OPEN) {
        waiting.add(turn);
      } else if (asked.size() >= MOST_AT_ONCE) {
        later.add(turn);
      } else if (desk.find(id) != null || asked.containsKey(id)) {
        repeated.add(leg);
      } else if (modifiesAgain(leg, modified)) {
        later.add(turn);
      } else {
        Decision decision = decide(turn);
        if (decision == null) {
          waiting.add(turn);
        } else {
          asked.put(id, turn);
          decisions.put(id, decision);
        }
      }
    }
    return gate(asked, decisions, later, repeated)
        .compose(more -> duplicates.handle(repeated, gate).map(new Passed(more, waiting)));
  }

  private static Reason stale(Terms terms, int newest) {
    return new Reason(
        DenialReason.STALE_REVISION.name(),
        "a newer or the same revision was asked for before",
        Map.of("revision", Integer.toString(terms.revision()), "newest", Integer.toString(newest)));
  }

  /** The gate takes one revision of a target at a time. */
  private static boolean modifiesAgain(Candidate leg, Set<String> modified) {
    String target = ModifyRevisions.target(leg.terms(), leg.account());
    return target != null && !modified.add(target);
  }

  /**
   * Legs that are not through yet.
   *
   * @param again must be placed again
   * @param waiting must wait until their account is taken over
   */
  record Passed(List<Turn> again, List<Turn> waiting) {
    /** Whether a leg must wait because an earlier one of its account does. */
    boolean waitsFor(Turn turn) {
      String account = turn.candidate().account();
      return account != null
          && waiting.stream().anyMatch(other -> account.equals(other.candidate().account()));
    }
  }

  private @Nullable Decision decide(Turn turn) {
    Candidate leg = turn.candidate();
    if (turn.rounds() >= ROUNDS_BEFORE_DENIAL && Decider.opens(leg)) {
      return decider.denied(leg, decider.killedAtGate(standingKillEpoch), partition(leg));
    }
    if (turn.newestRevision() != null) {
      return decider.denied(leg, stale(leg.terms(), turn.newestRevision()), partition(leg));
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
        .onFailure(refused -> decisions.values().forEach(this::withdraw))
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
                          .stale()
                          .forEach(
                              (id, newest) ->
                                  more.add(Objects.requireNonNull(asked.get(id)).stale(newest)));
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
                    } else {
                      withdraw(decision);
                    }
                  });
              return more;
            });
  }

  private void withdraw(Decision decision) {
    if (decision.reservation() != null) {
      risk.withdraw(decision.reservation());
    }
  }

  private void through(Decision decision) {
    try {
      leave(decision);
    } finally {
      publish(decision.entry()); // after it: an order waits for nobody who only watches
    }
  }

  private void leave(Decision decision) {
    GateEntry entry = decision.entry();
    Order order = entry.order();
    boolean lostMeanwhile =
        entry.sends()
            && ownership.epochOf(Objects.requireNonNull(order.account())) != order.epoch();
    if (lostMeanwhile || desk.find(order.id()) != null) {
      return; // whoever found it in the journal asks before anything else; it is not sent
    }
    desk.hold(order);
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
            operation, new Reason(operation.name(), "asked for", Map.of("by", by.id().value()))));
  }

  /** Hands an entry's events, which are committed, to the relay. */
  void publish(GateEntry entry) {
    relay.committed(List.of(new Journalled.Commit(entry.partition(), entry.events())));
  }
}
