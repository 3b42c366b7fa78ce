package io.interlock.router.intake;

import io.interlock.contracts.order.OrderId;
import io.interlock.router.desk.OrderDesk;
import io.interlock.router.journal.GateEntry;
import io.interlock.router.journal.GateOutcome;
import io.interlock.router.journal.JournalGate;
import io.interlock.router.ownership.Ownership;
import io.interlock.router.venue.Submitter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
public final class Intake implements WaitingLegs.Placement {
  private static final Logger LOG = Logger.getLogger(Intake.class);
  private static final int MOST_UNANSWERED = 4_000;
  private static final int MOST_WAITING = 4_000;
  private static final long ROOM_CHECK_MILLIS = 5;
  private static final long RETRY_MILLIS = 200;

  private final String environment;
  private final Vertx vertx;
  private final OrderDesk desk;
  private final Candidates candidates;
  private final Admissions admissions;
  private final JournalGate gate;
  private final Ownership ownership;
  private final Submitter submitter;
  private final SignalOutlet outlet;
  private final Supplier<Future<Void>> refreshControls;
  private final WaitingLegs waiting;

  /**
   * @param refreshControls brings what is known of kills up to date
   */
  public Intake(
      String environment,
      Vertx vertx,
      OrderDesk desk,
      Candidates candidates,
      Admissions admissions,
      JournalGate gate,
      Ownership ownership,
      Submitter submitter,
      SignalOutlet outlet,
      Supplier<Future<Void>> refreshControls) {
    this.environment = environment;
    this.vertx = vertx;
    this.desk = desk;
    this.candidates = candidates;
    this.admissions = admissions;
    this.gate = gate;
    this.ownership = ownership;
    this.submitter = submitter;
    this.outlet = outlet;
    this.refreshControls = refreshControls;
    waiting = new WaitingLegs(vertx, this);
  }

  /** Lets no signal that waits for its account go on any more. */
  void stop() {
    waiting.stop();
  }

  /**
   * Takes the records of a poll. Whatever fails is tried again with all of them: claims make that
   * harmless.
   *
   * @return done when the next poll may come, with what is done once all of this one's records are
   *     journalled, forwarded or buried: legs whose account is being taken over are waited for
   */
  public Future<Future<Void>> accept(List<ConsumerRecord<byte[], byte[]>> records) {
    return attempt(records)
        .recover(
            failure -> {
              LOG.errorf(failure, "signals wait");
              return vertx.timer(RETRY_MILLIS).compose(fired -> accept(records));
            });
  }

  private Future<Future<Void>> attempt(List<ConsumerRecord<byte[], byte[]>> records) {
    if (submitter.unanswered() > MOST_UNANSWERED || waiting.size() > MOST_WAITING) {
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
              List<Turn> behind = new ArrayList<>();
              List<Turn> turns = new ArrayList<>();
              for (Future<List<Candidate>> found : legs) {
                for (Candidate leg : found.result()) {
                  Turn turn = Turn.first(leg);
                  (waiting.hasLine(turn) ? behind : turns).add(turn);
                }
              }
              aside.addAll(waiting.add(behind));
              return place(turns);
            })
        .map(
            wait -> {
              aside.addAll(waiting.add(wait));
              return Future.all(aside).mapEmpty();
            });
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
              if (outcome instanceof GateOutcome.Committed committed) {
                committed
                    .claimed()
                    .forEach(id -> admissions.publish(Objects.requireNonNull(distinct.get(id))));
              }
              return null;
            });
  }

  @Override
  public Future<List<Turn>> seenAnew(Turn turn) {
    return legs(turn.candidate().arrival()).map(found -> found.stream().map(Turn::first).toList());
  }

  /** Sees to it that each leg is decided where its account is written for. */
  @Override
  public Future<List<Turn>> place(List<Turn> turns) {
    List<Turn> ours = new ArrayList<>();
    List<Future<?>> forwarded = new ArrayList<>();
    for (Turn turn : turns) {
      Candidate leg = turn.candidate();
      if (!ownership.partitions().contains(leg.arrival().partition())) {
        continue; // its new owner reads the record again: we have not acknowledged it
      }
      String account = leg.account();
      int partition = admissions.partition(leg);
      if (account != null && !ownership.partitions().contains(partition)) {
        forwarded.add(outlet.forward(leg.arrival(), account, partition));
      } else {
        ours.add(turn);
      }
    }
    if (ours.isEmpty() && forwarded.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return Future.all(forwarded).compose(acknowledged -> pass(ours));
  }

  private Future<List<Turn>> pass(List<Turn> turns) {
    return admissions
        .pass(turns)
        .compose(
            passed -> {
              List<Turn> wait = new ArrayList<>(passed.waiting());
              List<Turn> again = new ArrayList<>();
              passed.again().forEach(turn -> (passed.waitsFor(turn) ? wait : again).add(turn));
              if (again.isEmpty()) {
                return Future.succeededFuture(wait);
              }
              Future<List<Turn>> placed =
                  again.stream().anyMatch(Turn::paused)
                      ? refreshControls
                          .get()
                          .compose(known -> vertx.timer(RETRY_MILLIS))
                          .compose(fired -> place(again))
                      : place(again);
              return placed.map(
                  more -> {
                    wait.addAll(more);
                    return wait;
                  });
            });
  }
}
